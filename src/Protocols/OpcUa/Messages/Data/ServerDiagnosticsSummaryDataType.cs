using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>A server's counters (OPC 10000-5, 12.9).</summary>
public readonly record struct ServerDiagnosticsSummaryDataType(
    uint ServerViewCount,
    uint CurrentSessionCount,
    uint CumulatedSessionCount,
    uint SecurityRejectedSessionCount,
    uint RejectedSessionCount,
    uint SessionTimeoutCount,
    uint SessionAbortCount,
    uint CurrentSubscriptionCount,
    uint CumulatedSubscriptionCount,
    uint PublishingIntervalCount,
    uint SecurityRejectedRequestsCount,
    uint RejectedRequestsCount) : IUaMessage<ServerDiagnosticsSummaryDataType>
{
    public static uint EncodingId => 861;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(ServerViewCount);
        writer.WriteUInt32(CurrentSessionCount);
        writer.WriteUInt32(CumulatedSessionCount);
        writer.WriteUInt32(SecurityRejectedSessionCount);
        writer.WriteUInt32(RejectedSessionCount);
        writer.WriteUInt32(SessionTimeoutCount);
        writer.WriteUInt32(SessionAbortCount);
        writer.WriteUInt32(CurrentSubscriptionCount);
        writer.WriteUInt32(CumulatedSubscriptionCount);
        writer.WriteUInt32(PublishingIntervalCount);
        writer.WriteUInt32(SecurityRejectedRequestsCount);
        writer.WriteUInt32(RejectedRequestsCount);
    }

    public static ServerDiagnosticsSummaryDataType Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadUInt32());
}
