using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A <see cref="PublishResponse"/> read notification by notification from its body, with no allocation of its own.</summary>
public ref struct PublishResponseView
{
    /// <summary>The least a notification takes: two-byte id, no body.</summary>
    private const int LeastNotificationBytes = 3;

    private UaReader _reader;
    private UaReader _body;
    private int _left;

    /// <param name="body">A reader that stands behind the response header.</param>
    public PublishResponseView(UaReader body)
    {
        _reader = body;
        SubscriptionId = _reader.ReadUInt32();
        AvailableSequenceNumbers = _reader.ReadUInt32Span();
        MoreNotifications = _reader.ReadBoolean();
        SequenceNumber = _reader.ReadUInt32();
        PublishTime = _reader.ReadDateTime();
        NotificationCount = _left = _reader.ReadArrayLength(LeastNotificationBytes);
    }

    public uint SubscriptionId { get; }

    /// <summary>The messages the server still holds for <see cref="RepublishRequest"/>.</summary>
    public ReadOnlySpan<uint> AvailableSequenceNumbers { get; }

    /// <summary>More messages of this subscription wait for a publish request.</summary>
    public bool MoreNotifications { get; }

    /// <summary>Of this message, or of the next one when this is a keep-alive.</summary>
    public uint SequenceNumber { get; }

    public UaDateTime PublishTime { get; }

    /// <summary>0 for a keep-alive.</summary>
    public int NotificationCount { get; }

    /// <summary>Of the notification that <see cref="MoveNext"/> came to.</summary>
    public NotificationKind Kind { get; private set; }

    /// <summary>The changed values, when <see cref="Kind"/> says so.</summary>
    public readonly DataChangeView DataChange => new(_body);

    public bool MoveNext()
    {
        if (_left == 0)
            return false;
        _left--;
        var body = _reader.ReadExtensionBody(out var typeId, out var encoding);
        var known = encoding == ExtensionObjectEncoding.Binary && typeId is { Type: NodeIdType.Numeric, NamespaceIndex: 0 };
        Kind = !known ? NotificationKind.Unknown
            : typeId.Numeric == DataChangeNotification.EncodingId ? NotificationKind.DataChange
            : typeId.Numeric == EventNotificationList.EncodingId ? NotificationKind.Event
            : typeId.Numeric == StatusChangeNotification.EncodingId ? NotificationKind.StatusChange
            : NotificationKind.Unknown;
        _body = _reader.Nested(body);
        return true;
    }

    /// <summary>The events, when <see cref="Kind"/> says so.</summary>
    public readonly EventNotificationList ReadEvents()
    {
        var body = _body;
        return EventNotificationList.Decode(ref body);
    }

    /// <summary>The subscription's new state, when <see cref="Kind"/> says so.</summary>
    public readonly StatusChangeNotification ReadStatusChange()
    {
        var body = _body;
        return StatusChangeNotification.Decode(ref body);
    }

    /// <summary>What became of the acknowledgements of the request; passes over notifications not yet read.</summary>
    public ReadOnlySpan<StatusCode> ReadResults()
    {
        while (MoveNext())
        {
        }
        return _reader.ReadStatusCodeSpan();
    }
}
