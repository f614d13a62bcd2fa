using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>A user by name and password (OPC 10000-4, 7.41.4). The password is plain UTF-8 when no algorithm is named, else encrypted.</summary>
public sealed record UserNameIdentityToken(
    string? PolicyId,
    string? UserName,
    byte[]? Password,
    string? EncryptionAlgorithm) : IUaMessage<UserNameIdentityToken>
{
    public static uint EncodingId => 324;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString(PolicyId);
        writer.WriteString(UserName);
        writer.WriteByteString(Password);
        writer.WriteString(EncryptionAlgorithm);
    }

    public static UserNameIdentityToken Decode(ref UaReader reader) => new(
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadByteString(),
        reader.ReadString());
}
