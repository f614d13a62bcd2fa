using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What became of each item (OPC 10000-4, 5.13.3).</summary>
public sealed record ModifyMonitoredItemsResponse(
    IReadOnlyList<MonitoredItemModifyResult> Results,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<ModifyMonitoredItemsResponse>
{
    public static uint EncodingId => 766;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(Results);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static ModifyMonitoredItemsResponse Decode(ref UaReader reader) => new(
        reader.ReadStructures<MonitoredItemModifyResult>(),
        reader.ReadDiagnosticInfos());
}
