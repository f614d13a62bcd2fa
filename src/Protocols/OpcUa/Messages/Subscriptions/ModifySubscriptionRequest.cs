using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Changes a subscription (OPC 10000-4, 5.14.3).</summary>
public sealed record ModifySubscriptionRequest(
    uint SubscriptionId,
    double RequestedPublishingIntervalMs,
    uint RequestedLifetimeCount,
    uint RequestedMaxKeepAliveCount,
    uint MaxNotificationsPerPublish,
    byte Priority) : IUaRequest<ModifySubscriptionRequest, ModifySubscriptionResponse>
{
    public static uint EncodingId => 793;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(SubscriptionId);
        writer.WriteDouble(RequestedPublishingIntervalMs);
        writer.WriteUInt32(RequestedLifetimeCount);
        writer.WriteUInt32(RequestedMaxKeepAliveCount);
        writer.WriteUInt32(MaxNotificationsPerPublish);
        writer.WriteByte(Priority);
    }

    public static ModifySubscriptionRequest Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadDouble(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadByte());
}
