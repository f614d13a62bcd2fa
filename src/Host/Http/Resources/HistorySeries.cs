using Millwright.Flow.Ledger;
using Millwright.Historian;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Http.Resources;

/// <summary>The part of one tag in an answer: its samples or its buckets.</summary>
internal sealed record HistorySeries(
    IndexedTag Tag, IReadOnlyList<StoredSample>? Samples, IReadOnlyList<Bucket>? Buckets, IReadOnlyList<Gap> Gaps, bool Truncated)
{
    /// <summary>Reads samples where at most <paramref name="points"/> lie in the range, else buckets; what is no number has no buckets.</summary>
    public static async ValueTask<HistorySeries> ReadAsync(
        IPlantView plant, IndexedTag tag, HistoryQuestion question, int points, CancellationToken cancellation)
    {
        var (id, from, to) = (tag.Definition.Id, question.From, question.To);
        var gaps = plant.Ledger.Gaps.Where(g => Concerns(g, tag) && g.From < to && (g.To.IsNone || g.To > from)).ToList();
        var kind = tag.Definition.Kind;
        var isNumber = kind.IsNumeric() || kind == TagKind.Boolean;
        if (isNumber && await plant.History.CountAsync(id, from, to, cancellation) > points)
            return new(tag, null, await plant.History.DownsampleAsync(id, from, to, points, cancellation), gaps, false);
        var samples = new List<StoredSample>();
        await foreach (var sample in plant.History.ReadRawAsync(id, from, to, points + 1, cancellation))
            samples.Add(sample);
        var truncated = samples.Count > points;
        if (truncated)
            samples.RemoveAt(points);
        return new(tag, samples, null, gaps, truncated);
    }

    private static bool Concerns(Gap gap, IndexedTag tag) =>
        gap.Connection == tag.Definition.Connection && (gap.Tag is null || gap.Tag == tag.Definition.Path);
}

/// <summary>A series as it is answered; times in milliseconds since 1970.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Unit">Its unit's symbol.</param>
/// <param name="Kind">raw or buckets.</param>
/// <param name="T">Times: of the samples, or of the buckets' beginnings.</param>
/// <param name="V">Values, or means; null where Bad or none. Strings for tags that are no numbers.</param>
/// <param name="Min">Least values of buckets.</param>
/// <param name="Max">Greatest values of buckets.</param>
/// <param name="N">Samples in buckets.</param>
/// <param name="Q">The worst quality: 0 good, 1 uncertain, 2 bad.</param>
/// <param name="Gaps">Where samples are missing, and why.</param>
/// <param name="Truncated">True when there is more than was asked for.</param>
internal sealed record SeriesAnswer(
    string Tag, string? Unit, string Kind, IReadOnlyList<double> T, IReadOnlyList<double?> V, IReadOnlyList<double?>? Min,
    IReadOnlyList<double?>? Max, IReadOnlyList<long>? N, IReadOnlyList<int> Q, IReadOnlyList<GapSpan> Gaps, bool Truncated);

/// <summary>A gap in milliseconds since 1970; one that lasts ends with the range.</summary>
internal sealed record GapSpan(double From, double To, string Cause);

/// <summary>Series over a range.</summary>
internal sealed record HistoryAnswer(Timestamp From, Timestamp To, IReadOnlyList<SeriesAnswer> Series);
