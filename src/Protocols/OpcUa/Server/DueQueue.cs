namespace Millwright.OpcUa.Server;

/// <summary>Runs what is due, in order of time, one after another; one timer for all of it.</summary>
internal sealed class DueQueue : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly PriorityQueue<(IDue What, int Stamp), long> _queue = new();
    private readonly ITimer _timer;
    private readonly Action<Exception> _failed;
    private long _armedFor = long.MaxValue;
    private bool _running;
    private bool _stopped;

    public DueQueue(TimeProvider time, Action<Exception> failed)
    {
        _time = time;
        _failed = failed;
        _timer = time.CreateTimer(static queue => ((DueQueue)queue!).Run(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What waits.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _queue.Count;
        }
    }

    /// <summary>Has something run once, at or after a time in the clock's ticks.</summary>
    public void Add(IDue what, long due, int stamp = 0)
    {
        lock (_lock)
        {
            if (_stopped)
                return;
            _queue.Enqueue((what, stamp), due);
            if (!_running && due < _armedFor)
                Arm(due);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _stopped = true;
            _queue.Clear();
        }
        _timer.Dispose();
    }

    private void Run()
    {
        lock (_lock)
        {
            if (_running)
                return;
            _running = true;
        }
        while (Next() is var (what, stamp))
        {
            try
            {
                what.Run(_time.GetTimestamp(), stamp);
            }
            catch (Exception fault)
            {
                // One subscription's fault must not stop the clock of all others.
                _failed(fault);
            }
        }
    }

    private (IDue What, int Stamp)? Next()
    {
        lock (_lock)
        {
            if (!_stopped && _queue.TryPeek(out _, out var due))
            {
                if (due <= _time.GetTimestamp())
                    return _queue.Dequeue();
                _running = false;
                Arm(due);
                return null;
            }
            _running = false;
            _armedFor = long.MaxValue;
            return null;
        }
    }

    private void Arm(long due)
    {
        _armedFor = due;
        var wait = _time.GetElapsedTime(_time.GetTimestamp(), due);
        // A timer counts whole milliseconds and cuts the rest: rounding up keeps it from firing early and spinning.
        var whole = TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(wait.TotalMilliseconds)));
        _timer.Change(whole, Timeout.InfiniteTimeSpan);
    }
}
