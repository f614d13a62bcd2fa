namespace Millwright.Fakes;

/// <summary>A clock that moves only when told; timers fire, in order of their due times, while it advances.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _utc;
    private long _ticks;

    public ManualClock(DateTimeOffset? start = null) => _utc = start ?? new DateTimeOffset(2026, 3, 9, 10, 0, 0, TimeSpan.Zero);

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The number of timers that wait to fire.</summary>
    public int WaitingTimers
    {
        get
        {
            lock (_gate)
                return _timers.Count(t => t.Due is not null);
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _utc;
    }

    public override long GetTimestamp()
    {
        lock (_gate)
            return _ticks;
    }

    /// <summary>Lets time pass: wall clock and monotonic time alike.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetTimestamp() + by.Ticks;
        while (NextDue(end) is { } timer)
            timer.Fire();
        lock (_gate)
            MoveTo(end);
    }

    /// <summary>Sets the wall clock alone, as an operator or a time server would; monotonic time and timers do not notice.</summary>
    public void JumpTo(DateTimeOffset utc)
    {
        lock (_gate)
            _utc = utc;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        lock (_gate)
            _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    private ManualTimer? NextDue(long end)
    {
        lock (_gate)
        {
            var next = _timers.Where(t => t.Due <= end).MinBy(t => t.Due);
            if (next is not null)
            {
                MoveTo(Math.Max(_ticks, next.Due!.Value));
                next.Reschedule();
            }
            return next;
        }
    }

    private void MoveTo(long ticks)
    {
        _utc += TimeSpan.FromTicks(ticks - _ticks);
        _ticks = ticks;
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public long? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool now;
            lock (clock._gate)
            {
                _period = period;
                now = dueTime == TimeSpan.Zero;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._ticks + dueTime.Ticks;
                if (now)
                    Reschedule();
            }
            if (now)
                ThreadPool.QueueUserWorkItem(static t => ((ManualTimer)t!).Fire(), this);
            return true;
        }

        public void Reschedule() => Due = _period > TimeSpan.Zero ? Due + _period.Ticks : null;

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock._gate)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
