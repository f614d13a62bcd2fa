using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Turns sampling and reporting of items on or off (OPC 10000-4, 5.13.4).</summary>
public sealed record SetMonitoringModeRequest(
    uint SubscriptionId,
    MonitoringMode MonitoringMode,
    IReadOnlyList<uint> MonitoredItemIds) : IUaRequest<SetMonitoringModeRequest, SetMonitoringModeResponse>
{
    public static uint EncodingId => 769;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(SubscriptionId);
        writer.WriteEnum(MonitoringMode);
        writer.WriteUInt32s(MonitoredItemIds);
    }

    public static SetMonitoringModeRequest Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadEnum<MonitoringMode>(),
        reader.ReadUInt32s());
}
