namespace Millwright.OpcUa.Channel;

/// <summary>Counts of a listener since it was made. Values may be read at any time.</summary>
public sealed class ChannelStatistics
{
    private long _accepted;
    private long _refused;
    private long _opened;
    private long _renewed;
    private long _rejected;
    private long _faulted;
    private long _timedOut;
    private long _slow;
    private long _requests;
    private long _replies;
    private long _handlerFaults;

    /// <summary>Connections that were taken.</summary>
    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Connections that were turned away for want of room.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Channels that were opened.</summary>
    public long Opened => Volatile.Read(ref _opened);

    /// <summary>Tokens that were renewed.</summary>
    public long Renewed => Volatile.Read(ref _renewed);

    /// <summary>Channels that were not opened: certificate, policy or mode.</summary>
    public long Rejected => Volatile.Read(ref _rejected);

    /// <summary>Connections closed for something that is no OPC UA, or breaks a limit or a signature.</summary>
    public long Faulted => Volatile.Read(ref _faulted);

    /// <summary>Connections closed because no channel was opened in time, or its token was not renewed.</summary>
    public long TimedOut => Volatile.Read(ref _timedOut);

    /// <summary>Connections closed because the peer did not read what it had asked for.</summary>
    public long Slow => Volatile.Read(ref _slow);

    public long Requests => Volatile.Read(ref _requests);

    public long Replies => Volatile.Read(ref _replies);

    /// <summary>Requests whose handler failed with an exception: faults of the program, not of a peer.</summary>
    public long HandlerFaults => Volatile.Read(ref _handlerFaults);

    internal void CountAccepted() => Interlocked.Increment(ref _accepted);

    internal void CountRefused() => Interlocked.Increment(ref _refused);

    internal void CountOpened() => Interlocked.Increment(ref _opened);

    internal void CountRenewed() => Interlocked.Increment(ref _renewed);

    internal void CountRejected() => Interlocked.Increment(ref _rejected);

    internal void CountFaulted() => Interlocked.Increment(ref _faulted);

    internal void CountTimedOut() => Interlocked.Increment(ref _timedOut);

    internal void CountSlow() => Interlocked.Increment(ref _slow);

    internal void CountRequest() => Interlocked.Increment(ref _requests);

    internal void CountReply() => Interlocked.Increment(ref _replies);

    internal void CountHandlerFault() => Interlocked.Increment(ref _handlerFaults);
}
