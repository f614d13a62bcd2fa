using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>A user by a token of an authorization service, for instance a JWT (OPC 10000-4, 7.41.6).</summary>
public sealed record IssuedIdentityToken(
    string? PolicyId,
    byte[]? TokenData,
    string? EncryptionAlgorithm) : IUaMessage<IssuedIdentityToken>
{
    public static uint EncodingId => 940;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString(PolicyId);
        writer.WriteByteString(TokenData);
        writer.WriteString(EncryptionAlgorithm);
    }

    public static IssuedIdentityToken Decode(ref UaReader reader) => new(
        reader.ReadString(),
        reader.ReadByteString(),
        reader.ReadString());
}
