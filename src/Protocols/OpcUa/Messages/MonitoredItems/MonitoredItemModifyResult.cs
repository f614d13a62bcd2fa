using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What the server made of the wishes (OPC 10000-4, 5.13.3).</summary>
public sealed record MonitoredItemModifyResult(
    StatusCode StatusCode,
    double RevisedSamplingIntervalMs,
    uint RevisedQueueSize,
    ExtensionObject FilterResult) : IUaMessage<MonitoredItemModifyResult>
{
    public static uint EncodingId => 760;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStatusCode(StatusCode);
        writer.WriteDouble(RevisedSamplingIntervalMs);
        writer.WriteUInt32(RevisedQueueSize);
        writer.WriteExtensionObject(FilterResult);
    }

    public static MonitoredItemModifyResult Decode(ref UaReader reader) => new(
        reader.ReadStatusCode(),
        reader.ReadDouble(),
        reader.ReadUInt32(),
        reader.ReadExtensionObject());
}
