using Millwright.Flow.Options;
using Millwright.Model;

namespace Millwright.Publish.Forwarding;

/// <summary>What becomes of a sample.</summary>
internal enum ChangeVerdict
{
    Send,

    /// <summary>It says nothing new.</summary>
    LeaveOut,

    /// <summary>Too soon: it waits, and a newer one takes its place.</summary>
    Hold,
}

/// <summary>When a sample is worth a message; a pure function of what was sent last.</summary>
/// <param name="OnChange">Whether equal value and quality are left out.</param>
/// <param name="Deadband">Changes up to this are left out: absolute in the tag's unit, or a percentage of its range; null for none.</param>
/// <param name="AtMostEvery">The shortest interval, by the samples' own times.</param>
internal sealed record ChangeRule(bool OnChange, Quantity? Deadband, TimeSpan AtMostEvery)
{
    public ChangeVerdict Judge(in Sample sent, in Sample sample, ValueRange? range)
    {
        if (sent.SourceTime.IsNone)
            return ChangeVerdict.Send;
        if (OnChange && sent.Quality == sample.Quality && (sent.Value == sample.Value || IsWithin(sent.Value, sample.Value, range)))
            return ChangeVerdict.LeaveOut;
        var elapsed = sample.SourceTime - sent.SourceTime;
        return elapsed >= TimeSpan.Zero && elapsed < AtMostEvery ? ChangeVerdict.Hold : ChangeVerdict.Send;
    }

    private bool IsWithin(TagValue sent, TagValue value, ValueRange? range)
    {
        if (Deadband is not { } deadband || !sent.TryGetDouble(out var before) || !value.TryGetDouble(out var now))
            return false;
        var band = deadband.IsPercent ? range is { } r ? deadband.Value / 100 * (r.High - r.Low) : 0 : deadband.Value;
        return Math.Abs(now - before) <= band;
    }
}
