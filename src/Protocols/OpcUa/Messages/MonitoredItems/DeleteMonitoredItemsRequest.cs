using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Deletes monitored items (OPC 10000-4, 5.13.6).</summary>
public sealed record DeleteMonitoredItemsRequest(
    uint SubscriptionId,
    IReadOnlyList<uint> MonitoredItemIds) : IUaRequest<DeleteMonitoredItemsRequest, DeleteMonitoredItemsResponse>
{
    public static uint EncodingId => 781;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(SubscriptionId);
        writer.WriteUInt32s(MonitoredItemIds);
    }

    public static DeleteMonitoredItemsRequest Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadUInt32s());
}
