using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Unused by today's profiles, but part of the messages (OPC 10000-4, 7.38).</summary>
public sealed record SignedSoftwareCertificate(byte[]? CertificateData, byte[]? Signature) : IUaMessage<SignedSoftwareCertificate>
{
    public static uint EncodingId => 346;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteByteString(CertificateData);
        writer.WriteByteString(Signature);
    }

    public static SignedSoftwareCertificate Decode(ref UaReader reader) => new(
        reader.ReadByteString(),
        reader.ReadByteString());
}
