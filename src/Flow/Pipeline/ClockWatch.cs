using Millwright.Flow.Ledger;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Flow.Pipeline;

/// <summary>Compares the wall clock with the monotonic one; a difference is a jump, recorded in the ledger.</summary>
/// <remarks>Jumps in checks that follow each other (a clock that runs fast, or stands) are one record that lasts.</remarks>
internal sealed class ClockWatch(LossLedger ledger, TimeProvider clock)
{
    /// <summary>A smaller difference between two checks is drift, which a time server corrects step by step.</summary>
    public static TimeSpan Tolerance => TimeSpan.FromMilliseconds(500);

    private Timestamp _wall = Timestamp.Now(clock);
    private long _monotonic = clock.GetTimestamp();
    private long _gap;

    /// <summary>Called every second.</summary>
    /// <returns>By how much the clock jumped since the last call; zero when it did not.</returns>
    public TimeSpan Check()
    {
        var (wall, monotonic) = (Timestamp.Now(clock), clock.GetTimestamp());
        var expected = _wall + clock.GetElapsedTime(_monotonic, monotonic);
        var jump = wall - expected;
        (_wall, _monotonic) = (wall, monotonic);
        if (jump.Duration() < Tolerance)
        {
            _gap = 0;
            return TimeSpan.Zero;
        }
        if (_gap == 0)
            _gap = ledger.OpenPlantGap(Earlier(expected, wall), GapCause.ClockJump, $"the clock was set {Words(jump)}");
        ledger.Gaps.Close(_gap, Later(expected, wall));
        return jump;
    }

    private static string Words(TimeSpan jump) => $"{(jump < TimeSpan.Zero ? "back" : "forward")} by {jump.Duration()}";

    private static Timestamp Earlier(Timestamp a, Timestamp b) => a < b ? a : b;

    private static Timestamp Later(Timestamp a, Timestamp b) => a < b ? b : a;
}
