using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>How an item is sampled (OPC 10000-4, 7.21). A sampling interval of 0 is as fast as possible, -1 the publishing interval.</summary>
public sealed record MonitoringParameters(
    uint ClientHandle,
    double SamplingIntervalMs,
    ExtensionObject Filter,
    uint QueueSize,
    bool DiscardOldest) : IUaMessage<MonitoringParameters>
{
    public static uint EncodingId => 742;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(ClientHandle);
        writer.WriteDouble(SamplingIntervalMs);
        writer.WriteExtensionObject(Filter);
        writer.WriteUInt32(QueueSize);
        writer.WriteBoolean(DiscardOldest);
    }

    public static MonitoringParameters Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadDouble(),
        reader.ReadExtensionObject(),
        reader.ReadUInt32(),
        reader.ReadBoolean());
}
