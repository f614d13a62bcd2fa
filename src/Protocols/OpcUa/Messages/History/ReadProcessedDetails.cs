using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Aggregates, one type a node (OPC 10000-11, 6.5.4).</summary>
public sealed record ReadProcessedDetails(
    UaDateTime StartTime,
    UaDateTime EndTime,
    double ProcessingIntervalMs,
    IReadOnlyList<NodeId> AggregateType,
    AggregateConfiguration AggregateConfiguration) : IUaMessage<ReadProcessedDetails>
{
    public static uint EncodingId => 652;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteDateTime(StartTime);
        writer.WriteDateTime(EndTime);
        writer.WriteDouble(ProcessingIntervalMs);
        writer.WriteNodeIds(AggregateType);
        AggregateConfiguration.Encode(writer);
    }

    public static ReadProcessedDetails Decode(ref UaReader reader) => new(
        reader.ReadDateTime(),
        reader.ReadDateTime(),
        reader.ReadDouble(),
        reader.ReadNodeIds(),
        AggregateConfiguration.Decode(ref reader));
}
