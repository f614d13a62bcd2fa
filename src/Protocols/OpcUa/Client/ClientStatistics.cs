namespace Millwright.OpcUa.Client;

/// <summary>Counts of a client since it was made. Values may be read at any time.</summary>
public sealed class ClientStatistics
{
    private long _notifications;
    private long _overflows;
    private long _events;

    /// <summary>Attempts to connect.</summary>
    public long Attempts { get; internal set; }

    /// <summary>Connections that ended by themselves.</summary>
    public long ConnectionLosses { get; internal set; }

    /// <summary>Sessions that were created.</summary>
    public long Sessions { get; internal set; }

    /// <summary>Sessions that were moved to a new channel: nothing was lost.</summary>
    public long Reactivations { get; internal set; }

    /// <summary>Subscriptions that a new session took over.</summary>
    public long Transfers { get; internal set; }

    /// <summary>Subscriptions that were made anew because the server did not know them any more.</summary>
    public long Recreations { get; internal set; }

    /// <summary>Restarts of the server that were noticed.</summary>
    public long ServerRestarts { get; internal set; }

    /// <summary>Notification messages that were asked for again and came.</summary>
    public long Republished { get; internal set; }

    /// <summary>Notification messages that are lost: values are missing.</summary>
    public long LostMessages { get; internal set; }

    /// <summary>Items that the audit found missing at the server and made anew.</summary>
    public long ItemsRepaired { get; internal set; }

    /// <summary>Items that were tried again after they had failed.</summary>
    public long ItemRetries { get; internal set; }

    /// <summary>Values that came by subscription.</summary>
    public long Notifications => Volatile.Read(ref _notifications);

    /// <summary>Values before which the server's queue had dropped others.</summary>
    public long QueueOverflows => Volatile.Read(ref _overflows);

    /// <summary>Events that came.</summary>
    public long Events => Volatile.Read(ref _events);

    internal void CountNotifications(int values, int overflows)
    {
        Interlocked.Add(ref _notifications, values);
        Interlocked.Add(ref _overflows, overflows);
    }

    internal void CountEvents(int events) => Interlocked.Add(ref _events, events);
}
