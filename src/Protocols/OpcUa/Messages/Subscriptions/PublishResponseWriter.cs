using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Writes a <see cref="PublishResponse"/> around a notification message that is encoded already.</summary>
public static class PublishResponseWriter
{
    /// <param name="writer">Stands behind the response header.</param>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="availableSequenceNumbers">The messages held for republishing.</param>
    /// <param name="moreNotifications">More messages wait for a publish request.</param>
    /// <param name="notificationMessage">What <see cref="NotificationMessageWriter"/> wrote.</param>
    /// <param name="results">One status for each acknowledgement of the request.</param>
    public static void WritePublishResponse(
        this UaWriter writer,
        uint subscriptionId,
        ReadOnlySpan<uint> availableSequenceNumbers,
        bool moreNotifications,
        ReadOnlySpan<byte> notificationMessage,
        ReadOnlySpan<StatusCode> results)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(subscriptionId);
        writer.WriteUInt32s(availableSequenceNumbers);
        writer.WriteBoolean(moreNotifications);
        writer.WriteRaw(notificationMessage);
        writer.WriteStatusCodes(results);
        writer.WriteInt32(-1);
    }
}
