using Millwright.OpcUa.Messages;

namespace Millwright.OpcUa.Server;

/// <summary>What ServerDiagnosticsSummary tells (OPC 10000-5, 12.9).</summary>
public sealed class ServerCounters
{
    private int _cumulatedSessions;
    private int _securityRejectedSessions;
    private int _rejectedSessions;
    private int _sessionTimeouts;
    private int _cumulatedSubscriptions;
    private int _securityRejectedRequests;
    private int _rejectedRequests;
    private long _notifications;

    /// <summary>Requests answered with a fault.</summary>
    public long RejectedRequests => Volatile.Read(ref _rejectedRequests);

    /// <summary>Sessions that ended by their timeout.</summary>
    public long SessionTimeouts => Volatile.Read(ref _sessionTimeouts);

    /// <summary>Values and events that were sent in publish responses.</summary>
    public long Notifications => Interlocked.Read(ref _notifications);

    internal void CountNotifications(int count) => Interlocked.Add(ref _notifications, count);

    internal void CountSession() => Interlocked.Increment(ref _cumulatedSessions);

    internal void CountRejectedSession(bool isSecurity)
    {
        Interlocked.Increment(ref _rejectedSessions);
        if (isSecurity)
            Interlocked.Increment(ref _securityRejectedSessions);
    }

    internal void CountSessionTimeout() => Interlocked.Increment(ref _sessionTimeouts);

    internal void CountSubscription() => Interlocked.Increment(ref _cumulatedSubscriptions);

    internal void CountRejectedRequest(bool isSecurity)
    {
        Interlocked.Increment(ref _rejectedRequests);
        if (isSecurity)
            Interlocked.Increment(ref _securityRejectedRequests);
    }

    internal ServerDiagnosticsSummaryDataType Summary(int sessions, int subscriptions, int publishingIntervals) => new(
        0,
        (uint)sessions,
        (uint)Volatile.Read(ref _cumulatedSessions),
        (uint)Volatile.Read(ref _securityRejectedSessions),
        (uint)Volatile.Read(ref _rejectedSessions),
        (uint)Volatile.Read(ref _sessionTimeouts),
        0,
        (uint)subscriptions,
        (uint)Volatile.Read(ref _cumulatedSubscriptions),
        (uint)publishingIntervals,
        (uint)Volatile.Read(ref _securityRejectedRequests),
        (uint)Volatile.Read(ref _rejectedRequests));
}
