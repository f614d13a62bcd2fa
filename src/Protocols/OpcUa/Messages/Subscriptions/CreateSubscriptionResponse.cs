using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>A subscription with what the server made of the wishes (OPC 10000-4, 5.14.2).</summary>
public sealed record CreateSubscriptionResponse(
    uint SubscriptionId,
    double RevisedPublishingIntervalMs,
    uint RevisedLifetimeCount,
    uint RevisedMaxKeepAliveCount) : IUaMessage<CreateSubscriptionResponse>
{
    public static uint EncodingId => 790;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(SubscriptionId);
        writer.WriteDouble(RevisedPublishingIntervalMs);
        writer.WriteUInt32(RevisedLifetimeCount);
        writer.WriteUInt32(RevisedMaxKeepAliveCount);
    }

    public static CreateSubscriptionResponse Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadDouble(),
        reader.ReadUInt32(),
        reader.ReadUInt32());
}
