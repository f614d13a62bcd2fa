using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What became of each link (OPC 10000-4, 5.13.5).</summary>
public sealed record SetTriggeringResponse(
    IReadOnlyList<StatusCode> AddResults,
    IReadOnlyList<DiagnosticInfo?> AddDiagnosticInfos,
    IReadOnlyList<StatusCode> RemoveResults,
    IReadOnlyList<DiagnosticInfo?> RemoveDiagnosticInfos) : IUaMessage<SetTriggeringResponse>
{
    public static uint EncodingId => 778;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStatusCodes(AddResults);
        writer.WriteDiagnosticInfos(AddDiagnosticInfos);
        writer.WriteStatusCodes(RemoveResults);
        writer.WriteDiagnosticInfos(RemoveDiagnosticInfos);
    }

    public static SetTriggeringResponse Decode(ref UaReader reader) => new(
        reader.ReadStatusCodes(),
        reader.ReadDiagnosticInfos(),
        reader.ReadStatusCodes(),
        reader.ReadDiagnosticInfos());
}
