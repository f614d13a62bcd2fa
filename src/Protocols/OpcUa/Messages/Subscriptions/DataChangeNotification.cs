using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Changed values (OPC 10000-4, 7.25.2).</summary>
public sealed record DataChangeNotification(
    IReadOnlyList<MonitoredItemNotification> MonitoredItems,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<DataChangeNotification>
{
    public static uint EncodingId => 811;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(MonitoredItems);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static DataChangeNotification Decode(ref UaReader reader) => new(
        reader.ReadStructures<MonitoredItemNotification>(),
        reader.ReadDiagnosticInfos());
}
