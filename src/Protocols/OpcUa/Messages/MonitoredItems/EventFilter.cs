using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Which fields of which events are reported (OPC 10000-4, 7.22.3).</summary>
public sealed record EventFilter(
    IReadOnlyList<SimpleAttributeOperand> SelectClauses,
    ContentFilter WhereClause) : IUaMessage<EventFilter>
{
    public static uint EncodingId => 727;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(SelectClauses);
        WhereClause.Encode(writer);
    }

    public static EventFilter Decode(ref UaReader reader) => new(
        reader.ReadStructures<SimpleAttributeOperand>(),
        ContentFilter.Decode(ref reader));
}
