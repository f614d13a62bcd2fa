using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>One item's new parameters (OPC 10000-4, 5.13.3).</summary>
public sealed record MonitoredItemModifyRequest(
    uint MonitoredItemId,
    MonitoringParameters RequestedParameters) : IUaMessage<MonitoredItemModifyRequest>
{
    public static uint EncodingId => 757;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(MonitoredItemId);
        RequestedParameters.Encode(writer);
    }

    public static MonitoredItemModifyRequest Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        MonitoringParameters.Decode(ref reader));
}
