using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Channel;

/// <summary>The requests of a channel that wait for their answers, by request id. One timer watches the earliest deadline.</summary>
internal sealed class PendingReplies : IDisposable
{
    private const int MaxPooled = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<uint, PendingReply> _pending = [];
    private readonly Stack<PendingReply> _pool = new();
    private readonly TimeProvider _time;
    private readonly bool _continueOnIoThread;
    private readonly ITimer _timer;
    private long _armed = long.MaxValue;
    private uint _lastId;
    private UaException? _ended;

    public PendingReplies(TimeProvider time, bool continueOnIoThread)
    {
        _time = time;
        _continueOnIoThread = continueOnIoThread;
        _timer = time.CreateTimer(static pending => ((PendingReplies)pending!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Requests without an answer in time.</summary>
    public long TimedOut { get; private set; }

    /// <summary>Answers to requests that had been given up, or that nobody asked.</summary>
    public long Unexpected { get; private set; }

    public int Count
    {
        get
        {
            lock (_lock)
                return _pending.Count;
        }
    }

    /// <exception cref="UaException">The channel has ended.</exception>
    public PendingReply Add(TimeSpan timeout, CancellationToken cancellation, IReplyReceiver? receiver = null)
    {
        PendingReply pending;
        lock (_lock)
        {
            if (_ended is not null)
                throw new UaException(_ended.Status, _ended.Message, _ended);
            pending = receiver is not null ? new ReceivedReply(this, receiver) : _pool.Count > 0 ? _pool.Pop() : new PendingReply(this, _continueOnIoThread);
            do
                pending.RequestId = ++_lastId;
            while (_lastId == 0 || _pending.ContainsKey(_lastId));
            var now = _time.GetTimestamp();
            pending.Deadline = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : now + (long)(timeout.TotalSeconds * _time.TimestampFrequency);
            pending.Cancellation = cancellation;
            _pending[pending.RequestId] = pending;
            Arm(pending.Deadline, now);
        }
        if (cancellation.CanBeCanceled)
            pending.Registration = cancellation.UnsafeRegister(static state => ((PendingReply)state!).Cancel(), pending);
        return pending;
    }

    /// <summary>An answer came.</summary>
    public void Complete(uint requestId, ReadOnlySpan<byte> body)
    {
        if (Take(requestId) is { } pending)
            pending.Complete(ReplyMessage.Copy(body));
    }

    public void Fail(uint requestId, Exception failure) => Take(requestId)?.Fail(failure);

    public void Fail(uint requestId, PendingReply expected, Exception failure)
    {
        lock (_lock)
        {
            if (!_pending.TryGetValue(requestId, out var pending) || pending != expected)
                return;
            _pending.Remove(requestId);
        }
        expected.Fail(failure);
    }

    /// <summary>The channel has ended: nobody is answered any more.</summary>
    public void End(UaException reason)
    {
        PendingReply[] all;
        lock (_lock)
        {
            _ended ??= reason;
            all = [.. _pending.Values];
            _pending.Clear();
        }
        foreach (var pending in all)
            pending.Fail(new UaException(reason.Status, reason.Message, reason));
    }

    public void Return(PendingReply pending)
    {
        lock (_lock)
        {
            if (_pool.Count < MaxPooled)
                _pool.Push(pending);
        }
    }

    public void Dispose() => _timer.Dispose();

    private PendingReply? Take(uint requestId)
    {
        lock (_lock)
        {
            if (_pending.Remove(requestId, out var pending))
                return pending;
            Unexpected++;
            return null;
        }
    }

    // Set for the earliest deadline and not moved when that request is answered: the steady state never touches it.
    private void Arm(long due, long now)
    {
        if (due >= _armed)
            return;
        _armed = due;
        var wait = Math.Ceiling(1000.0 * (due - now) / _time.TimestampFrequency);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(wait, 0)), Timeout.InfiniteTimeSpan);
    }

    private void Expire()
    {
        List<PendingReply>? late = null;
        lock (_lock)
        {
            _armed = long.MaxValue;
            var now = _time.GetTimestamp();
            var next = long.MaxValue;
            foreach (var pending in _pending.Values)
            {
                if (pending.Deadline <= now)
                    (late ??= []).Add(pending);
                else
                    next = Math.Min(next, pending.Deadline);
            }
            foreach (var pending in late ?? [])
                _pending.Remove(pending.RequestId);
            TimedOut += late?.Count ?? 0;
            if (next != long.MaxValue)
                Arm(next, now);
        }
        foreach (var pending in late ?? [])
            pending.Fail(new UaException(StatusCodes.BadTimeout, "the server did not answer in time"));
    }
}
