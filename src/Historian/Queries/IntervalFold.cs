using Millwright.Historian.Codec;
using Millwright.Model;

namespace Millwright.Historian.Queries;

/// <summary>Makes the summaries of intervals that follow each other from the samples of one tag, told in time order.</summary>
internal sealed class IntervalFold : ISummaryTaker
{
    private readonly long[] _bounds;
    private readonly bool _stepped;
    private readonly long _maxGap;
    private readonly Open[] _open;
    private BlockSummary _before;
    private bool _hasBefore;
    private int _at;

    /// <summary>Begins.</summary>
    /// <param name="bounds">Where the intervals begin, and where the last one ends; rising, at least two.</param>
    /// <param name="options">How samples become the course of a value.</param>
    /// <param name="before">The last sample before the first interval, null when there is none.</param>
    public IntervalFold(long[] bounds, CourseOptions options, Sample? before)
    {
        _bounds = bounds;
        _stepped = options.Interpolation == Interpolation.Stepped;
        _maxGap = options.MaxGap > TimeSpan.Zero ? options.MaxGap.Ticks : long.MaxValue;
        _open = new Open[bounds.Length - 1];
        if (before is { } sample)
            (_before, _hasBefore) = (Of(sample), true);
    }

    public bool CanTake(in BlockSummary summary)
    {
        var interval = IntervalOf(summary.First);
        return summary.Last < _bounds[interval + 1] && summary.LongestStep <= _maxGap && IsTold(summary);
    }

    public void Take(in BlockSummary summary)
    {
        var interval = IntervalOf(summary.First);
        if (_hasBefore)
            Span(summary.First, summary.StartsWithNumber, summary.Origin);
        ref var open = ref _open[interval];
        if (_hasBefore && _before.Numbers > 0 && summary.Numbers > 0 && (_before.LastNumber == 0) != (summary.Origin == 0))
            open.Transitions++;
        open.Transitions += summary.Transitions;
        if (summary.First == _bounds[interval] && summary.StartsWithNumber)
            open.AtStart = new(new(summary.First), summary.Origin, summary.FirstQuality);
        if (summary.Numbers > 0 && open.First is null)
            open.First = new(new(summary.First), summary.Origin, summary.FirstQuality);
        if (summary.Numbers > 0)
            open.Last = new(new(summary.Last), summary.LastNumber, summary.LastQuality);
        open.Samples = open.Samples.Count == 0 ? summary : open.Samples.Join(summary);
        open.Good += summary.GoodTicks;
        open.Bad += summary.BadTicks;
        open.Uncertain += summary.Last - summary.First - summary.GoodTicks - summary.BadTicks;
        open.Number += summary.NumberTicks;
        open.NonZero += summary.NonZeroTicks;
        if (summary.NumberTicks > 0)
            open.Integral += (_stepped ? summary.Stepped : summary.Sloped) + (summary.Origin * summary.NumberTicks / TimeSpan.TicksPerSecond);
        // A number further back still tells a transition behind bad samples.
        var number = summary.Numbers > 0 ? summary.LastNumber : _before.LastNumber;
        var numbers = summary.Numbers > 0 || (_hasBefore && _before.Numbers > 0) ? 1 : 0;
        (_before, _hasBefore) = (summary with { LastNumber = number, Numbers = numbers }, true);
    }

    public void Take(SampleColumns samples, int start, int end)
    {
        while (start < end)
        {
            var until = _bounds[IntervalOf(samples.Times[start]) + 1];
            var next = samples.Times[end - 1] < until ? end : Math.Min(end, samples.LowerBound(until));
            var summary = Summarizer.Of(samples, start, next);
            if (summary.LongestStep <= _maxGap && IsTold(summary))
            {
                Take(summary);
            }
            else
            {
                for (var i = start; i < next; i++)
                    Take(Summarizer.Of(samples, i, i + 1));
            }
            start = next;
        }
    }

    /// <summary>Ends.</summary>
    /// <param name="after">The first sample at or after the end, null when there is none.</param>
    /// <param name="now">Until when the last sample counts when there is none after it.</param>
    public IntervalSummary[] End(Sample? after, long now)
    {
        if (_hasBefore && after is { } sample)
        {
            var next = Of(sample);
            Span(next.First, next.StartsWithNumber, next.Origin);
        }
        else if (_hasBefore)
        {
            Span(Math.Max(now, _before.Last), isNumber: false, 0);
        }
        var summaries = new IntervalSummary[_open.Length];
        for (var i = 0; i < summaries.Length; i++)
            summaries[i] = Close(ref _open[i], _bounds[i], _bounds[i + 1]);
        return summaries;
    }

    /// <summary>A summary that does not say when its first and last numbers were is taken sample by sample.</summary>
    private static bool IsTold(in BlockSummary summary) =>
        summary.Numbers == 0 || (summary.StartsWithNumber && summary.EndsWithNumber);

    private static BlockSummary Of(in Sample sample) =>
        Summarizer.Of(sample.SourceTime.Ticks, sample.Value.Kind, sample.Value.Bits, sample.Quality);

    private static IntervalSummary Close(ref Open open, long from, long to) => new()
    {
        From = new(from),
        To = new(to),
        Count = open.Samples.Count,
        Numbers = open.Samples.Numbers,
        Minimum = open.Samples.Numbers > 0 ? open.Samples.Minimum : double.NaN,
        Maximum = open.Samples.Numbers > 0 ? open.Samples.Maximum : double.NaN,
        Sum = open.Samples.Sum,
        Deviation = open.Samples.Deviation,
        Integral = open.Integral,
        Covered = new(open.Number),
        Good = new(open.Good),
        Bad = new(open.Bad),
        Uncertain = new(open.Uncertain),
        NonZero = new(open.NonZero),
        Transitions = open.Transitions,
        Worst = open.Samples.Worst,
        First = open.First,
        Last = open.Last,
        AtStart = open.AtStart,
        AtEnd = open.AtEnd,
    };

    private int IntervalOf(long time)
    {
        if (time < _bounds[_at] || time >= _bounds[_at + 1])
        {
            var found = Array.BinarySearch(_bounds, time);
            _at = Math.Clamp(found >= 0 ? found : ~found - 1, 0, _open.Length - 1);
        }
        return _at;
    }

    /// <summary>The time from the last sample told to another, cut at the bounds of the intervals.</summary>
    private void Span(long next, bool isNumber, double value)
    {
        var start = _before.Last;
        var isGap = next - start > _maxGap;
        var end = isGap ? start + _maxGap : next;
        var (number, held) = (_before.EndsWithNumber, _before.LastNumber);
        var slope = !_stepped && number && isNumber && !isGap ? (value - held) / (next - start) : 0;
        var from = Math.Max(start, _bounds[0]);
        for (var i = from < _bounds[^1] ? IntervalOf(from) : _open.Length; i < _open.Length && from < end; i++)
        {
            var to = Math.Min(end, _bounds[i + 1]);
            ref var open = ref _open[i];
            var ticks = to - from;
            if (_before.LastQuality.IsGood)
                open.Good += ticks;
            else if (_before.LastQuality.IsBad)
                open.Bad += ticks;
            else
                open.Uncertain += ticks;
            if (number)
            {
                var (left, right) = (held + (slope * (from - start)), held + (slope * (to - start)));
                open.Number += ticks;
                open.Integral += (left + right) / 2 * ticks / TimeSpan.TicksPerSecond;
                if (held != 0)
                    open.NonZero += ticks;
                if (from == _bounds[i] && open.AtStart is null)
                    open.AtStart = new(new(from), left, _before.LastQuality);
                if (to == _bounds[i + 1])
                    open.AtEnd = new(new(to), right, _before.LastQuality);
            }
            from = to;
        }
    }

    private struct Open
    {
        public BlockSummary Samples;
        public NumberAt? First;
        public NumberAt? Last;
        public NumberAt? AtStart;
        public NumberAt? AtEnd;
        public long Good;
        public long Bad;
        public long Uncertain;
        public long Number;
        public long NonZero;
        public int Transitions;
        public double Integral;
    }
}
