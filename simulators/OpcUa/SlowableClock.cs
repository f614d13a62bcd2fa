namespace Millwright.Simulators.OpcUa;

/// <summary>A clock whose timers can be made to run late, as those of a controller that is busy with something else. The time of day stays right.</summary>
internal sealed class SlowableClock(TimeProvider clock) : TimeProvider
{
    private readonly Lock _lock = new();
    private long _clockAt = clock.GetTimestamp();
    private long _ownAt = clock.GetTimestamp();
    private double _factor = 1;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override long TimestampFrequency => clock.TimestampFrequency;

    /// <summary>How many times slower everything runs; 1 is as it should be. A timer that waits when this changes keeps its time.</summary>
    public double Factor
    {
        get
        {
            lock (_lock)
                return _factor;
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            lock (_lock)
            {
                var now = clock.GetTimestamp();
                _ownAt += (long)((now - _clockAt) / _factor);
                (_clockAt, _factor) = (now, value);
            }
        }
    }

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp()
    {
        lock (_lock)
            return _ownAt + (long)((clock.GetTimestamp() - _clockAt) / _factor);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new SlowTimer(this, clock.CreateTimer(callback, state, Stretch(dueTime), Stretch(period)));

    // A tick more than needed: a timer that fires early would have its work put off by another round.
    private TimeSpan Stretch(TimeSpan time) => time <= TimeSpan.Zero || Factor == 1 ? time : TimeSpan.FromTicks((long)Math.Min(time.Ticks * Factor, TimeSpan.FromDays(40).Ticks) + 1);

    private sealed class SlowTimer(SlowableClock owner, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(owner.Stretch(dueTime), owner.Stretch(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
