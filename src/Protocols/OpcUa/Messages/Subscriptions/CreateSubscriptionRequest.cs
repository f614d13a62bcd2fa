using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Creates a subscription (OPC 10000-4, 5.14.2). Counts are publishing intervals; 0 notifications a publish is no limit.</summary>
public sealed record CreateSubscriptionRequest(
    double RequestedPublishingIntervalMs,
    uint RequestedLifetimeCount,
    uint RequestedMaxKeepAliveCount,
    uint MaxNotificationsPerPublish,
    bool PublishingEnabled,
    byte Priority) : IUaRequest<CreateSubscriptionRequest, CreateSubscriptionResponse>
{
    public static uint EncodingId => 787;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteDouble(RequestedPublishingIntervalMs);
        writer.WriteUInt32(RequestedLifetimeCount);
        writer.WriteUInt32(RequestedMaxKeepAliveCount);
        writer.WriteUInt32(MaxNotificationsPerPublish);
        writer.WriteBoolean(PublishingEnabled);
        writer.WriteByte(Priority);
    }

    public static CreateSubscriptionRequest Decode(ref UaReader reader) => new(
        reader.ReadDouble(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadBoolean(),
        reader.ReadByte());
}
