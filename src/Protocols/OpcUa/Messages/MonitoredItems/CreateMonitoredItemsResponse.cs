using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What became of each item (OPC 10000-4, 5.13.2).</summary>
public sealed record CreateMonitoredItemsResponse(
    IReadOnlyList<MonitoredItemCreateResult> Results,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<CreateMonitoredItemsResponse>
{
    public static uint EncodingId => 754;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(Results);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static CreateMonitoredItemsResponse Decode(ref UaReader reader) => new(
        reader.ReadStructures<MonitoredItemCreateResult>(),
        reader.ReadDiagnosticInfos());
}
