using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What became of each change (OPC 10000-4, 5.11.5).</summary>
public sealed record HistoryUpdateResponse(
    IReadOnlyList<HistoryUpdateResult> Results,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<HistoryUpdateResponse>
{
    public static uint EncodingId => 703;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(Results);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static HistoryUpdateResponse Decode(ref UaReader reader) => new(
        reader.ReadStructures<HistoryUpdateResult>(),
        reader.ReadDiagnosticInfos());
}
