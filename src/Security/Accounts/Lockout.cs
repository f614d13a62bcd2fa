namespace Millwright.Security.Accounts;

/// <summary>When guessing must wait.</summary>
public sealed record LockoutOptions
{
    /// <summary>Failures in a row that cost nothing: people mistype.</summary>
    public int FreeFailures { get; init; } = 4;

    /// <summary>The wait after the first failure that is not free; it doubles with each further one.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The most names and addresses that are watched; beyond it the one that failed longest ago is forgotten.</summary>
    public int MaxKeys { get; init; } = 10_000;
}

/// <summary>Makes guessing slow: back-off per key (an account, an address). From any thread.</summary>
public sealed class Lockout(LockoutOptions options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Begins an attempt: counts it as failed until <see cref="Succeeded"/> says otherwise, so that many at once gain nothing.
    /// </summary>
    /// <returns>Zero when it may go on, else how long to wait; a refused attempt is not counted.</returns>
    public TimeSpan Begin(params ReadOnlySpan<string> keys)
    {
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            var wait = TimeSpan.Zero;
            foreach (var key in keys)
            {
                if (_entries.TryGetValue(key, out var entry) && entry.FreeAt > now)
                    wait = Longer(wait, clock.GetElapsedTime(now, entry.FreeAt));
            }
            if (wait > TimeSpan.Zero)
                return wait;
            foreach (var key in keys)
                CountFailure(key, now);
            return TimeSpan.Zero;
        }
    }

    /// <summary>The attempt was right: the keys start anew.</summary>
    public void Succeeded(params ReadOnlySpan<string> keys)
    {
        lock (_gate)
        {
            foreach (var key in keys)
                _entries.Remove(key);
        }
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private void CountFailure(string key, long now)
    {
        var failures = _entries.TryGetValue(key, out var entry) && clock.GetElapsedTime(entry.LastAt, now) < ForgetAfter ? entry.Failures + 1 : 1;
        if (entry.Failures == 0 && _entries.Count >= options.MaxKeys)
            _entries.Remove(_entries.MinBy(e => e.Value.LastAt).Key);
        var freeAt = now + (long)(WaitAfter(failures).TotalSeconds * clock.TimestampFrequency);
        _entries[key] = new(failures, freeAt, now);
    }

    /// <summary>Quiet for this long, and the failures before are forgotten.</summary>
    private TimeSpan ForgetAfter => options.LongestWait * 4;

    private TimeSpan WaitAfter(int failures)
    {
        var doublings = failures - options.FreeFailures - 1;
        if (doublings < 0)
            return TimeSpan.Zero;
        var wait = options.FirstWait * Math.Pow(2, Math.Min(doublings, 30));
        return wait < options.LongestWait ? wait : options.LongestWait;
    }

    private readonly record struct Entry(int Failures, long FreeAt, long LastAt);
}
