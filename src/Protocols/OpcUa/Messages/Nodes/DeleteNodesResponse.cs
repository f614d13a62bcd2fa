using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What became of each node (OPC 10000-4, 5.8.4).</summary>
public sealed record DeleteNodesResponse(
    IReadOnlyList<StatusCode> Results,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<DeleteNodesResponse>
{
    public static uint EncodingId => 503;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStatusCodes(Results);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static DeleteNodesResponse Decode(ref UaReader reader) => new(
        reader.ReadStatusCodes(),
        reader.ReadDiagnosticInfos());
}
