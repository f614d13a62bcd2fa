using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>One way to connect: address, certificate, policy, mode and the user tokens it takes (OPC 10000-4, 7.14).</summary>
public sealed record EndpointDescription(
    string? EndpointUrl,
    ApplicationDescription Server,
    byte[]? ServerCertificate,
    MessageSecurityMode SecurityMode,
    string? SecurityPolicyUri,
    IReadOnlyList<UserTokenPolicy> UserIdentityTokens,
    string? TransportProfileUri,
    byte SecurityLevel) : IUaMessage<EndpointDescription>
{
    public static uint EncodingId => 314;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString(EndpointUrl);
        Server.Encode(writer);
        writer.WriteByteString(ServerCertificate);
        writer.WriteEnum(SecurityMode);
        writer.WriteString(SecurityPolicyUri);
        writer.WriteStructures(UserIdentityTokens);
        writer.WriteString(TransportProfileUri);
        writer.WriteByte(SecurityLevel);
    }

    public static EndpointDescription Decode(ref UaReader reader) => new(
        reader.ReadString(),
        ApplicationDescription.Decode(ref reader),
        reader.ReadByteString(),
        reader.ReadEnum<MessageSecurityMode>(),
        reader.ReadString(),
        reader.ReadStructures<UserTokenPolicy>(),
        reader.ReadString(),
        reader.ReadByte());
}
