using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>One item to monitor (OPC 10000-4, 5.13.2).</summary>
public sealed record MonitoredItemCreateRequest(
    ReadValueId ItemToMonitor,
    MonitoringMode MonitoringMode,
    MonitoringParameters RequestedParameters) : IUaMessage<MonitoredItemCreateRequest>
{
    public static uint EncodingId => 745;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ItemToMonitor.Encode(writer);
        writer.WriteEnum(MonitoringMode);
        RequestedParameters.Encode(writer);
    }

    public static MonitoredItemCreateRequest Decode(ref UaReader reader) => new(
        ReadValueId.Decode(ref reader),
        reader.ReadEnum<MonitoringMode>(),
        MonitoringParameters.Decode(ref reader));
}
