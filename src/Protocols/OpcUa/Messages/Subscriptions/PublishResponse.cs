using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A notification message, or a keep-alive when it has no data (OPC 10000-4, 5.14.5).</summary>
public sealed record PublishResponse(
    uint SubscriptionId,
    IReadOnlyList<uint> AvailableSequenceNumbers,
    bool MoreNotifications,
    NotificationMessage NotificationMessage,
    IReadOnlyList<StatusCode> Results,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<PublishResponse>
{
    public static uint EncodingId => 829;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(SubscriptionId);
        writer.WriteUInt32s(AvailableSequenceNumbers);
        writer.WriteBoolean(MoreNotifications);
        NotificationMessage.Encode(writer);
        writer.WriteStatusCodes(Results);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static PublishResponse Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadUInt32s(),
        reader.ReadBoolean(),
        NotificationMessage.Decode(ref reader),
        reader.ReadStatusCodes(),
        reader.ReadDiagnosticInfos());
}
