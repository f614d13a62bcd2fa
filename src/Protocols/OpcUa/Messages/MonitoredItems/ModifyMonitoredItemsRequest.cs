using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Changes monitored items (OPC 10000-4, 5.13.3).</summary>
public sealed record ModifyMonitoredItemsRequest(
    uint SubscriptionId,
    TimestampsToReturn TimestampsToReturn,
    IReadOnlyList<MonitoredItemModifyRequest> ItemsToModify) : IUaRequest<ModifyMonitoredItemsRequest, ModifyMonitoredItemsResponse>
{
    public static uint EncodingId => 763;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(SubscriptionId);
        writer.WriteEnum(TimestampsToReturn);
        writer.WriteStructures(ItemsToModify);
    }

    public static ModifyMonitoredItemsRequest Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadEnum<TimestampsToReturn>(),
        reader.ReadStructures<MonitoredItemModifyRequest>());
}
