using Millwright.Model;

namespace Millwright.Historian.Codec;

/// <summary>
/// What can be said of some consecutive samples of one tag without opening them: of a block, or of a minute or an hour of one. Two that
/// follow each other join into one that says the same as if it had been made of all their samples.
/// </summary>
/// <remarks>
/// <para>A <em>number</em> is a scalar (booleans as 0 and 1) that is not Bad and not NaN.</para>
/// <para>Between two samples the state is that of the earlier one: its quality, and its value when that is a number. Durations are ticks.
/// Integrals are over the time in which there is a number, in value times seconds, of the value minus <see cref="Origin"/>.</para>
/// </remarks>
internal readonly record struct BlockSummary
{
    /// <summary>The first time, in ticks.</summary>
    public long First { get; init; }

    /// <summary>The last time, in ticks.</summary>
    public long Last { get; init; }

    /// <summary>All samples.</summary>
    public int Count { get; init; }

    /// <summary>Those that are numbers.</summary>
    public int Numbers { get; init; }

    /// <summary>NaN when there are no numbers.</summary>
    public double Minimum { get; init; }

    /// <summary>NaN when there are no numbers.</summary>
    public double Maximum { get; init; }

    /// <summary>0 when there are no numbers.</summary>
    public double Sum { get; init; }

    /// <summary>The sum of the squares of the numbers minus <see cref="Origin"/>.</summary>
    public double Squares { get; init; }

    /// <summary>The first number; 0 when there is none.</summary>
    public double Origin { get; init; }

    /// <summary>The last number; 0 when there is none.</summary>
    public double LastNumber { get; init; }

    /// <summary>The integral of the value held until the next sample.</summary>
    public double Stepped { get; init; }

    /// <summary>The integral of the line between neighbouring numbers; where a number has no number after it, it is held.</summary>
    public double Sloped { get; init; }

    /// <summary>How long the quality was Good.</summary>
    public long GoodTicks { get; init; }

    /// <summary>How long the quality was Bad.</summary>
    public long BadTicks { get; init; }

    /// <summary>How long there was a number.</summary>
    public long NumberTicks { get; init; }

    /// <summary>How long there was a number other than 0.</summary>
    public long NonZeroTicks { get; init; }

    /// <summary>How often the numbers changed from zero to another or back.</summary>
    public int Transitions { get; init; }

    /// <summary>The longest time between neighbouring samples; 0 for one sample.</summary>
    public long LongestStep { get; init; }

    /// <summary>The first of the worst qualities.</summary>
    public Quality Worst { get; init; }

    public Quality FirstQuality { get; init; }

    public TagKind FirstKind { get; init; }

    /// <summary>Of the first sample, 0 when it is no scalar.</summary>
    public ulong FirstBits { get; init; }

    public Quality LastQuality { get; init; }

    public TagKind LastKind { get; init; }

    /// <summary>Of the last sample, 0 when it is no scalar.</summary>
    public ulong LastBits { get; init; }

    /// <summary>True when the first sample is a number, which then is <see cref="Origin"/>.</summary>
    public bool StartsWithNumber => IsNumber(FirstQuality, FirstKind, FirstBits);

    /// <summary>True when the last sample is a number, which then is <see cref="LastNumber"/>.</summary>
    public bool EndsWithNumber => IsNumber(LastQuality, LastKind, LastBits);

    /// <summary>The sum of squared deviations from the mean.</summary>
    public double Deviation
    {
        get
        {
            if (Numbers == 0)
                return 0;
            var shifted = Sum - (Numbers * Origin);
            return Math.Max(0, Squares - (shifted * shifted / Numbers));
        }
    }

    public static BlockSummary Of(SampleColumns columns) => Summarizer.Of(columns, 0, columns.Count);

    /// <summary>Both as one.</summary>
    /// <param name="next">Begins after this one ends.</param>
    public BlockSummary Join(in BlockSummary next)
    {
        var gap = next.First - Last;
        var seconds = gap / (double)TimeSpan.TicksPerSecond;
        var origin = Numbers > 0 ? Origin : next.Origin;
        var shift = next.Origin - origin;
        var nextShifted = next.Sum - (next.Numbers * next.Origin);
        var nextSeconds = next.NumberTicks / (double)TimeSpan.TicksPerSecond;
        var held = EndsWithNumber ? LastNumber - origin : 0;
        var middle = EndsWithNumber && next.StartsWithNumber ? (held + next.Origin - origin) / 2 : held;
        var changes = Numbers > 0 && next.Numbers > 0 && (LastNumber == 0) != (next.Origin == 0) ? 1 : 0;
        return this with
        {
            Last = next.Last,
            Count = Count + next.Count,
            Numbers = Numbers + next.Numbers,
            Minimum = Numbers == 0 ? next.Minimum : next.Numbers == 0 ? Minimum : Math.Min(Minimum, next.Minimum),
            Maximum = Numbers == 0 ? next.Maximum : next.Numbers == 0 ? Maximum : Math.Max(Maximum, next.Maximum),
            Sum = Sum + next.Sum,
            Squares = next.Numbers == 0 ? Squares : Squares + next.Squares + (2 * shift * nextShifted) + (next.Numbers * shift * shift),
            Origin = origin,
            LastNumber = next.Numbers > 0 ? next.LastNumber : LastNumber,
            Stepped = Stepped + (held * seconds) + next.Stepped + (next.NumberTicks > 0 ? shift * nextSeconds : 0),
            Sloped = Sloped + (middle * seconds) + next.Sloped + (next.NumberTicks > 0 ? shift * nextSeconds : 0),
            GoodTicks = GoodTicks + next.GoodTicks + (LastQuality.IsGood ? gap : 0),
            BadTicks = BadTicks + next.BadTicks + (LastQuality.IsBad ? gap : 0),
            NumberTicks = NumberTicks + next.NumberTicks + (EndsWithNumber ? gap : 0),
            NonZeroTicks = NonZeroTicks + next.NonZeroTicks + (EndsWithNumber && LastNumber != 0 ? gap : 0),
            Transitions = Transitions + next.Transitions + changes,
            LongestStep = Math.Max(Math.Max(LongestStep, next.LongestStep), gap),
            Worst = Quality.Worst(Worst, next.Worst),
            LastQuality = next.LastQuality,
            LastKind = next.LastKind,
            LastBits = next.LastBits,
        };
    }

    /// <summary>True for a sample that counts as a number.</summary>
    public static bool IsNumber(Quality quality, TagKind kind, ulong bits) =>
        !quality.IsBad && kind != TagKind.None && kind.IsScalar()
        && TagValue.FromBits(kind, bits).TryGetDouble(out var value) && !double.IsNaN(value);
}
