using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A changed value under the client's handle (OPC 10000-4, 7.25.2).</summary>
public readonly record struct MonitoredItemNotification(
    uint ClientHandle,
    DataValue Value) : IUaMessage<MonitoredItemNotification>
{
    public static uint EncodingId => 808;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(ClientHandle);
        writer.WriteDataValue(Value);
    }

    public static MonitoredItemNotification Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadDataValue());
}
