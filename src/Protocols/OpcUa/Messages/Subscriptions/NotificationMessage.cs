using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Notifications under one sequence number (OPC 10000-4, 7.26).</summary>
public sealed record NotificationMessage(
    uint SequenceNumber,
    UaDateTime PublishTime,
    IReadOnlyList<ExtensionObject> NotificationData) : IUaMessage<NotificationMessage>
{
    public static uint EncodingId => 805;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(SequenceNumber);
        writer.WriteDateTime(PublishTime);
        writer.WriteExtensionObjects(NotificationData);
    }

    public static NotificationMessage Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadDateTime(),
        reader.ReadExtensionObjects());
}
