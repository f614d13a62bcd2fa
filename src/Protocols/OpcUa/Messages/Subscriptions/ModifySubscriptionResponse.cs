using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>What the server made of the wishes (OPC 10000-4, 5.14.3).</summary>
public sealed record ModifySubscriptionResponse(
    double RevisedPublishingIntervalMs,
    uint RevisedLifetimeCount,
    uint RevisedMaxKeepAliveCount) : IUaMessage<ModifySubscriptionResponse>
{
    public static uint EncodingId => 796;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteDouble(RevisedPublishingIntervalMs);
        writer.WriteUInt32(RevisedLifetimeCount);
        writer.WriteUInt32(RevisedMaxKeepAliveCount);
    }

    public static ModifySubscriptionResponse Decode(ref UaReader reader) => new(
        reader.ReadDouble(),
        reader.ReadUInt32(),
        reader.ReadUInt32());
}
