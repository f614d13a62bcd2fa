using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What became of one change (OPC 10000-4, 5.11.5).</summary>
public sealed record HistoryUpdateResult(
    StatusCode StatusCode,
    IReadOnlyList<StatusCode> OperationResults,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<HistoryUpdateResult>
{
    public static uint EncodingId => 697;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStatusCode(StatusCode);
        writer.WriteStatusCodes(OperationResults);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static HistoryUpdateResult Decode(ref UaReader reader) => new(
        reader.ReadStatusCode(),
        reader.ReadStatusCodes(),
        reader.ReadDiagnosticInfos());
}
