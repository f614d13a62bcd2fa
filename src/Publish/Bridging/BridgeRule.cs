using Millwright.Flow.Options;
using Millwright.Model;

namespace Millwright.Publish.Bridging;

/// <summary>What becomes of a value.</summary>
internal enum BridgeVerdict
{
    Write,

    /// <summary>The other side has it already, or it is the echo of what was written there.</summary>
    LeaveOut,

    /// <summary>Too soon: it waits, and a newer one takes its place.</summary>
    Hold,

    NotGood,

    TooOld,
}

/// <summary>What a route remembers.</summary>
/// <param name="Seen">The source's value that was judged last; none before the first. Only news are carried.</param>
/// <param name="IsWayBack">The first value is seen and not written, so that the other side wins at the start.</param>
/// <param name="IsRetry">The value seen last was refused by what may have passed.</param>
/// <param name="Echo">The source was written by the way there until this time, and what it shows first from then on is that; none when it was not.</param>
/// <param name="Wait">So long the destination is not to be written, by its interval or after a refusal.</param>
internal readonly record struct BridgeMemory(TagValue Seen, bool IsWayBack, bool IsRetry, Timestamp Echo, TimeSpan Wait);

/// <summary>When a value is written; a pure function of what is known.</summary>
internal static class BridgeRule
{
    /// <summary>Floats that differ by less are the same: devices keep fewer digits than we do.</summary>
    private const double Hair = 1e-6;

    /// <summary>What a source shows later than this after it was written is no echo: it had it before.</summary>
    public static readonly TimeSpan EchoWithin = TimeSpan.FromSeconds(10);

    /// <summary>Judges the newest sample of the source.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="value">Its value as the destination shall have it.</param>
    /// <param name="memory">What is known of the route.</param>
    /// <param name="destination">The destination's newest value, none when it is not known to be Good.</param>
    /// <param name="range">The destination's range, for a deadband in percent.</param>
    /// <param name="options">The bridge's options.</param>
    /// <param name="now">Our time.</param>
    public static BridgeVerdict Judge(
        in Sample sample, in TagValue value, in BridgeMemory memory, in TagValue destination, ValueRange? range, BridgeOptions options, Timestamp now)
    {
        if (!(sample.Quality.IsGood || (options.AllowUncertain && sample.Quality.IsUncertain)) || value.IsNone)
            return BridgeVerdict.NotGood;
        if (now - sample.SourceTime > options.MaxAge)
            return BridgeVerdict.TooOld;
        var isNews = memory.IsRetry || (memory.Seen.IsNone ? !memory.IsWayBack : memory.Seen != sample.Value);
        if (!isNews || (!memory.Echo.IsNone && sample.SourceTime - memory.Echo <= EchoWithin))
            return BridgeVerdict.LeaveOut;
        if (!destination.IsNone && IsSame(destination, value, range, options.Deadband))
            return BridgeVerdict.LeaveOut;
        return memory.Wait > TimeSpan.Zero ? BridgeVerdict.Hold : BridgeVerdict.Write;
    }

    /// <summary>A value as the destination shall have it; none where it is no number and a scale is to be applied.</summary>
    public static TagValue Scaled(in TagValue value, BridgeOptions options, bool isBack)
    {
        if (options is { Scale: 1, Offset: 0 })
            return value;
        if (value.Kind == TagKind.Boolean || !value.TryGetDouble(out var number))
            return TagValue.None;
        return TagValue.Of(isBack ? (number - options.Offset) / options.Scale : (number * options.Scale) + options.Offset);
    }

    private static bool IsSame(in TagValue there, in TagValue value, ValueRange? range, Quantity? deadband)
    {
        if (there == value)
            return true;
        if (!there.TryGetDouble(out var before) || !value.TryGetDouble(out var now))
            return false;
        var band = deadband switch
        {
            null => 0,
            { IsPercent: true } percent => range is { } r ? percent.Value / 100 * (r.High - r.Low) : 0,
            { } absolute => absolute.Value,
        };
        return Math.Abs(now - before) <= Math.Max(band, Hair * Math.Max(Math.Abs(now), Math.Abs(before)));
    }
}
