using Millwright.Flow.Sources;

namespace Millwright.Flow.Supervision;

/// <summary>How long to wait before the next attempt.</summary>
/// <remarks>
/// A device that was away must deliver within 2 s of its return, so silence, a closed port and a missing cable or serial port wait at
/// most <see cref="MaxAway"/>. A device that answers and says no is asked less often, up to <see cref="MaxRefused"/>, because
/// trying hard is what keeps a small device from recovering; one that does not accept who we are up to <see cref="MaxDenied"/>,
/// because a lock-out may follow.
/// </remarks>
internal static class Backoff
{
    public static TimeSpan MaxAway => TimeSpan.FromSeconds(1);

    public static TimeSpan MaxRefused => TimeSpan.FromSeconds(5);

    public static TimeSpan MaxDenied => TimeSpan.FromSeconds(30);

    private static TimeSpan First => TimeSpan.FromMilliseconds(100);

    /// <summary>A delay that doubles with each attempt, then is spread between half and all of it.</summary>
    /// <param name="kind">Why the last attempt failed.</param>
    /// <param name="attempts">Failures in a row, from 1.</param>
    /// <param name="jitter">A random number from 0 up to 1.</param>
    public static TimeSpan Delay(SourceFaultKind kind, int attempts, double jitter)
    {
        var full = First * Math.Pow(2, Math.Clamp(attempts - 1, 0, 20));
        var limit = Limit(kind);
        return (full < limit ? full : limit) * (0.5 + jitter / 2);
    }

    private static TimeSpan Limit(SourceFaultKind kind) => kind switch
    {
        SourceFaultKind.Refused or SourceFaultKind.ProtocolViolation => MaxRefused,
        SourceFaultKind.AccessDenied => MaxDenied,
        _ => MaxAway,
    };
}
