using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What the server made of an aggregate filter (OPC 10000-4, 7.22.4).</summary>
public sealed record AggregateFilterResult(
    UaDateTime RevisedStartTime,
    double RevisedProcessingIntervalMs,
    AggregateConfiguration RevisedAggregateConfiguration) : IUaMessage<AggregateFilterResult>
{
    public static uint EncodingId => 739;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteDateTime(RevisedStartTime);
        writer.WriteDouble(RevisedProcessingIntervalMs);
        RevisedAggregateConfiguration.Encode(writer);
    }

    public static AggregateFilterResult Decode(ref UaReader reader) => new(
        reader.ReadDateTime(),
        reader.ReadDouble(),
        AggregateConfiguration.Decode(ref reader));
}
