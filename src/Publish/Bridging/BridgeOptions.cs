using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Millwright.Flow.Options;
using Millwright.Model;
using Millwright.Security;

namespace Millwright.Publish.Bridging;

/// <summary>Which way values go.</summary>
public enum BridgeDirection
{
    /// <summary>From the tags of <c>from</c> to those of <c>to</c>.</summary>
    To,

    /// <summary>The other way.</summary>
    From,

    /// <summary>Both ways; at the start those of <c>from</c> win.</summary>
    Both,
}

/// <summary>Carries values of tags to other tags, by writes through the gate.</summary>
public sealed class BridgeOptions
{
    [Required]
    [Description("A tag below the plant, or a pattern with one * that stands for a part of one segment: press-shop/press3/*.")]
    public string From { get; set; } = "";

    [Required]
    [Description("Its counterpart; what * stood for stands in the place of its own *: line2/mirror/*.")]
    public string To { get; set; } = "";

    [Description("Which way: to, from, or both.")]
    public BridgeDirection Direction { get; set; } = BridgeDirection.To;

    [Description("A value of 'from' times this, plus the offset, is the value of 'to'.")]
    public double Scale { get; set; } = 1;

    [Description("Added after the scale.")]
    public double Offset { get; set; }

    [Description("What differs from the other side by no more than this is not written: 0.5 in the unit of the written tag, or 2 % of its range.")]
    public Quantity? Deadband { get; set; }

    [Description("The shortest interval between two writes of a tag; of the values between, the newest is written at its end.")]
    public TimeSpan AtMostEvery { get; set; }

    [Description("Older values are not written.")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(1);

    [Description("True carries Uncertain values too; Bad ones never are.")]
    public bool AllowUncertain { get; set; }

    [Description("The role that its writes have at the gate.")]
    public Role WritesAs { get; set; } = Role.Operator;

    /// <summary>All that is wrong with the options.</summary>
    public IEnumerable<OptionProblem> Validate()
    {
        foreach (var (key, pattern) in new[] { ("from", From), ("to", To) })
        {
            if (pattern.Count(c => c == '*') > 1)
                yield return new(key, $"'{pattern}' has more than one *", "write one, that stands for a part of one segment");
        }
        if (From.Contains('*', StringComparison.Ordinal) != To.Contains('*', StringComparison.Ordinal))
            yield return new("to", "a pattern stands on one side alone", "write * on both sides, or on none");
        if (Scale == 0 || !double.IsFinite(Scale))
            yield return new("scale", "the scale is no number other than 0", "write for example 0.1");
        if (!double.IsFinite(Offset))
            yield return new("offset", "the offset is no number", "write for example -40");
        if (Deadband is { } deadband && (!(deadband.Value >= 0) || (deadband.IsPercent && deadband.Value > 100)))
            yield return new("deadband", $"a deadband of {deadband} is out of range", "choose 0 or more, or 0 % to 100 %");
        if (AtMostEvery < TimeSpan.Zero || AtMostEvery > TimeSpan.FromDays(1))
            yield return new("at_most_every", $"{AtMostEvery} is out of range", "choose 0 to 1 d");
        if (MaxAge <= TimeSpan.Zero)
            yield return new("max_age", $"{MaxAge} is out of range", "choose more than 0");
        if (WritesAs == Role.Viewer)
            yield return new("writes_as", "a viewer cannot write", "write operator, engineer or admin");
    }

    /// <summary>The counterpart of a path that fits <see cref="From"/>; null when it does not fit.</summary>
    public string? CounterpartOf(string path)
    {
        var star = From.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
            return path.Equals(From, StringComparison.OrdinalIgnoreCase) ? To : null;
        var (head, tail) = (From[..star], From[(star + 1)..]);
        if (path.Length <= head.Length + tail.Length || !path.StartsWith(head, StringComparison.OrdinalIgnoreCase) || !path.EndsWith(tail, StringComparison.OrdinalIgnoreCase))
            return null;
        var part = path[head.Length..^tail.Length];
        return part.Contains('/', StringComparison.Ordinal) ? null : To.Replace("*", part, StringComparison.Ordinal);
    }
}
