using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>The references of each node (OPC 10000-4, 5.9.2).</summary>
public sealed record BrowseResponse(
    IReadOnlyList<BrowseResult> Results,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<BrowseResponse>
{
    public static uint EncodingId => 530;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(Results);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static BrowseResponse Decode(ref UaReader reader) => new(
        reader.ReadStructures<BrowseResult>(),
        reader.ReadDiagnosticInfos());
}
