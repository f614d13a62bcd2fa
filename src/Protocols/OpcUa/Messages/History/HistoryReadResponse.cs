using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>History of each node (OPC 10000-4, 5.11.3).</summary>
public sealed record HistoryReadResponse(
    IReadOnlyList<HistoryReadResult> Results,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<HistoryReadResponse>
{
    public static uint EncodingId => 667;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(Results);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static HistoryReadResponse Decode(ref UaReader reader) => new(
        reader.ReadStructures<HistoryReadResult>(),
        reader.ReadDiagnosticInfos());
}
