using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Reports aggregates of a value (OPC 10000-4, 7.22.4).</summary>
public sealed record AggregateFilter(
    UaDateTime StartTime,
    NodeId AggregateType,
    double ProcessingIntervalMs,
    AggregateConfiguration AggregateConfiguration) : IUaMessage<AggregateFilter>
{
    public static uint EncodingId => 730;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteDateTime(StartTime);
        writer.WriteNodeId(AggregateType);
        writer.WriteDouble(ProcessingIntervalMs);
        AggregateConfiguration.Encode(writer);
    }

    public static AggregateFilter Decode(ref UaReader reader) => new(
        reader.ReadDateTime(),
        reader.ReadNodeId(),
        reader.ReadDouble(),
        AggregateConfiguration.Decode(ref reader));
}
