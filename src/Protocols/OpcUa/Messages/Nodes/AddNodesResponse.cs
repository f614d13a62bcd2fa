using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What became of each node (OPC 10000-4, 5.8.2).</summary>
public sealed record AddNodesResponse(
    IReadOnlyList<AddNodesResult> Results,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<AddNodesResponse>
{
    public static uint EncodingId => 491;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(Results);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static AddNodesResponse Decode(ref UaReader reader) => new(
        reader.ReadStructures<AddNodesResult>(),
        reader.ReadDiagnosticInfos());
}
