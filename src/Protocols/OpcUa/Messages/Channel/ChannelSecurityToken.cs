using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>One token of a secure channel; it may be used until 125 % of its revised lifetime in milliseconds (OPC 10000-4, 5.6.2).</summary>
public readonly record struct ChannelSecurityToken(
    uint ChannelId,
    uint TokenId,
    UaDateTime CreatedAt,
    uint RevisedLifetimeMs) : IUaMessage<ChannelSecurityToken>
{
    public static uint EncodingId => 443;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(ChannelId);
        writer.WriteUInt32(TokenId);
        writer.WriteDateTime(CreatedAt);
        writer.WriteUInt32(RevisedLifetimeMs);
    }

    public static ChannelSecurityToken Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadDateTime(),
        reader.ReadUInt32());
}
