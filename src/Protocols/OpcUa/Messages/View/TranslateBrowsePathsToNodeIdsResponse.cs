using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>The targets of each path (OPC 10000-4, 5.9.4).</summary>
public sealed record TranslateBrowsePathsToNodeIdsResponse(
    IReadOnlyList<BrowsePathResult> Results,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<TranslateBrowsePathsToNodeIdsResponse>
{
    public static uint EncodingId => 557;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(Results);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static TranslateBrowsePathsToNodeIdsResponse Decode(ref UaReader reader) => new(
        reader.ReadStructures<BrowsePathResult>(),
        reader.ReadDiagnosticInfos());
}
