using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>A kind of user token that an endpoint takes (OPC 10000-4, 7.42). An empty policy URI means the endpoint's own.</summary>
public sealed record UserTokenPolicy(
    string? PolicyId,
    UserTokenType TokenType,
    string? IssuedTokenType,
    string? IssuerEndpointUrl,
    string? SecurityPolicyUri) : IUaMessage<UserTokenPolicy>
{
    public static uint EncodingId => 306;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString(PolicyId);
        writer.WriteEnum(TokenType);
        writer.WriteString(IssuedTokenType);
        writer.WriteString(IssuerEndpointUrl);
        writer.WriteString(SecurityPolicyUri);
    }

    public static UserTokenPolicy Decode(ref UaReader reader) => new(
        reader.ReadString(),
        reader.ReadEnum<UserTokenType>(),
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadString());
}
