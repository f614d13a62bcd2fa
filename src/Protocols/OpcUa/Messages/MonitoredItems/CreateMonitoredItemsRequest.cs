using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Adds monitored items to a subscription (OPC 10000-4, 5.13.2).</summary>
public sealed record CreateMonitoredItemsRequest(
    uint SubscriptionId,
    TimestampsToReturn TimestampsToReturn,
    IReadOnlyList<MonitoredItemCreateRequest> ItemsToCreate) : IUaRequest<CreateMonitoredItemsRequest, CreateMonitoredItemsResponse>
{
    public static uint EncodingId => 751;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(SubscriptionId);
        writer.WriteEnum(TimestampsToReturn);
        writer.WriteStructures(ItemsToCreate);
    }

    public static CreateMonitoredItemsRequest Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadEnum<TimestampsToReturn>(),
        reader.ReadStructures<MonitoredItemCreateRequest>());
}
