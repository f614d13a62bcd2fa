using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>
/// Writes a <see cref="NotificationMessage"/> straight into a buffer, value by value. The bytes can be kept for
/// <see cref="RepublishRequest"/> and sent again as they are. A message is ended by <see cref="End"/>, and only then whole.
/// </summary>
public struct NotificationMessageWriter
{
    private readonly UaWriter _writer;
    private readonly int _countAt;
    private int _count;
    private int _bodyAt;
    private int _itemsAt;
    private int _items;

    public NotificationMessageWriter(UaWriter writer, uint sequenceNumber, UaDateTime publishTime)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _writer = writer;
        writer.WriteUInt32(sequenceNumber);
        writer.WriteDateTime(publishTime);
        _countAt = writer.Reserve(4);
    }

    /// <summary>Begins a <see cref="DataChangeNotification"/>.</summary>
    public void BeginDataChange()
    {
        _count++;
        _items = 0;
        _bodyAt = _writer.BeginExtensionObject(new NodeId(DataChangeNotification.EncodingId));
        _itemsAt = _writer.Reserve(4);
    }

    public void WriteValue(uint clientHandle, in DataValue value)
    {
        _items++;
        _writer.WriteUInt32(clientHandle);
        _writer.WriteDataValue(value);
    }

    public readonly void EndDataChange()
    {
        _writer.Patch(_itemsAt, _items);
        _writer.WriteInt32(-1);
        _writer.EndExtensionObject(_bodyAt);
    }

    /// <summary>A whole notification of another kind: <see cref="EventNotificationList"/> or <see cref="StatusChangeNotification"/>.</summary>
    public void Write<T>(T notification)
        where T : IUaMessage<T>
    {
        _count++;
        var body = _writer.BeginExtensionObject(new NodeId(T.EncodingId));
        notification.Encode(_writer);
        _writer.EndExtensionObject(body);
    }

    public readonly void End() => _writer.Patch(_countAt, _count);
}
