using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>The notification message again (OPC 10000-4, 5.14.6).</summary>
public sealed record RepublishResponse(NotificationMessage NotificationMessage) : IUaMessage<RepublishResponse>
{
    public static uint EncodingId => 835;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        NotificationMessage.Encode(writer);
    }

    public static RepublishResponse Decode(ref UaReader reader) => new(NotificationMessage.Decode(ref reader));
}
