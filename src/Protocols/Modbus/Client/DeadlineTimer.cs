namespace Millwright.Modbus.Client;

/// <summary>
/// One timer, set for the earliest deadline and not moved when that request is answered: the steady state never touches it.
/// Not safe by itself; the callback must call <see cref="Fired"/> first.
/// </summary>
internal sealed class DeadlineTimer : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _due = long.MaxValue;

    public DeadlineTimer(TimeProvider time, TimerCallback expired)
    {
        _time = time;
        _timer = time.CreateTimer(expired, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Fired() => _due = long.MaxValue;

    public void Arm(long due, long now)
    {
        if (due >= _due)
            return;
        _due = due;
        var wait = TimeSpan.FromSeconds((double)(due - now) / _time.TimestampFrequency);
        // Timers tick in milliseconds; rounding up saves a tick that comes too early.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(Math.Ceiling(wait.TotalMilliseconds), 0)), Timeout.InfiniteTimeSpan);
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();
}
