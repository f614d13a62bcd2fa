using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>The next references of each continuation point (OPC 10000-4, 5.9.3).</summary>
public sealed record BrowseNextResponse(
    IReadOnlyList<BrowseResult> Results,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<BrowseNextResponse>
{
    public static uint EncodingId => 536;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(Results);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static BrowseNextResponse Decode(ref UaReader reader) => new(
        reader.ReadStructures<BrowseResult>(),
        reader.ReadDiagnosticInfos());
}
