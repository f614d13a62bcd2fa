using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What is wrong with an event filter (OPC 10000-4, 7.22.3).</summary>
public sealed record EventFilterResult(
    IReadOnlyList<StatusCode> SelectClauseResults,
    IReadOnlyList<DiagnosticInfo?> SelectClauseDiagnosticInfos,
    ContentFilterResult WhereClauseResult) : IUaMessage<EventFilterResult>
{
    public static uint EncodingId => 736;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStatusCodes(SelectClauseResults);
        writer.WriteDiagnosticInfos(SelectClauseDiagnosticInfos);
        WhereClauseResult.Encode(writer);
    }

    public static EventFilterResult Decode(ref UaReader reader) => new(
        reader.ReadStatusCodes(),
        reader.ReadDiagnosticInfos(),
        ContentFilterResult.Decode(ref reader));
}
