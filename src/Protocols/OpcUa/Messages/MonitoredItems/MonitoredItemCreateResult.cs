using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>An item with what the server made of the wishes (OPC 10000-4, 5.13.2).</summary>
public sealed record MonitoredItemCreateResult(
    StatusCode StatusCode,
    uint MonitoredItemId,
    double RevisedSamplingIntervalMs,
    uint RevisedQueueSize,
    ExtensionObject FilterResult) : IUaMessage<MonitoredItemCreateResult>
{
    public static uint EncodingId => 748;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStatusCode(StatusCode);
        writer.WriteUInt32(MonitoredItemId);
        writer.WriteDouble(RevisedSamplingIntervalMs);
        writer.WriteUInt32(RevisedQueueSize);
        writer.WriteExtensionObject(FilterResult);
    }

    public static MonitoredItemCreateResult Decode(ref UaReader reader) => new(
        reader.ReadStatusCode(),
        reader.ReadUInt32(),
        reader.ReadDouble(),
        reader.ReadUInt32(),
        reader.ReadExtensionObject());
}
