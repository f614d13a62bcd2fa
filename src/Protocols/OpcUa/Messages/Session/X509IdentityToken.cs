using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>A user by certificate (OPC 10000-4, 7.41.5).</summary>
public sealed record X509IdentityToken(string? PolicyId, byte[]? CertificateData) : IUaMessage<X509IdentityToken>
{
    public static uint EncodingId => 327;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString(PolicyId);
        writer.WriteByteString(CertificateData);
    }

    public static X509IdentityToken Decode(ref UaReader reader) => new(
        reader.ReadString(),
        reader.ReadByteString());
}
