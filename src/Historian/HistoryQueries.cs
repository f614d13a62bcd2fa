using System.Runtime.CompilerServices;
using Millwright.Historian.Queries;
using Millwright.Model;

namespace Millwright.Historian;

/// <summary>How a chart is thinned.</summary>
public enum ChartShape
{
    /// <summary>The least and the greatest of each part: no peak is lost.</summary>
    MinMax,

    /// <summary>The points that shape the line (<see cref="Queries.Lttb"/>), chosen from the least and greatest of four times as many parts.</summary>
    Lttb,
}

/// <summary>One tag's aggregates over one interval.</summary>
/// <param name="Tag">Whose.</param>
/// <param name="From">The beginning.</param>
/// <param name="To">The end, not included.</param>
/// <param name="Values">In the order in which they were asked for.</param>
public sealed record AggregateRow(TagId Tag, Timestamp From, Timestamp To, IReadOnlyList<AggregateValue> Values);

/// <summary>Questions that every store answers by its contract.</summary>
public static class HistoryQueries
{
    /// <summary>The most points of a chart.</summary>
    public const int MaxPoints = 10_000;

    /// <summary>The most rows of one answer: tags times intervals.</summary>
    public const long MaxRows = 10_000_000;

    /// <summary>So many Bad samples are passed over to find a number.</summary>
    private const int MaxPassed = 1_000;

    /// <summary>Aggregates of many tags over intervals that follow each other, streamed tag by tag.</summary>
    /// <param name="store">Whose.</param>
    /// <param name="tags">Of which tags.</param>
    /// <param name="bounds">Where the intervals begin, and where the last one ends.</param>
    /// <param name="aggregates">Which.</param>
    /// <param name="options">How samples become the course of a value.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">There would be more than <see cref="MaxRows"/>, or the bounds do not rise.</exception>
    public static IAsyncEnumerable<AggregateRow> AggregateAsync(
        this IHistoryStore store, IReadOnlyList<TagId> tags, IReadOnlyList<Timestamp> bounds, IReadOnlyList<Aggregate> aggregates,
        CourseOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(tags);
        ArgumentNullException.ThrowIfNull(bounds);
        ArgumentNullException.ThrowIfNull(aggregates);
        var rows = (long)tags.Count * (bounds.Count - 1);
        return rows <= MaxRows
            ? RunAsync(store, tags, bounds, aggregates, options, cancellation)
            : throw new ArgumentException($"{rows:N0} rows are asked for; at most {MaxRows:N0} are given: ask for fewer tags or longer intervals.", nameof(tags));
    }

    /// <summary>The value at each of some moments (OPC UA Part 11, ReadAtTime; Part 13, 5.4.3.4).</summary>
    /// <param name="store">Whose.</param>
    /// <param name="tag">Of which tag.</param>
    /// <param name="times">When.</param>
    /// <param name="interpolation">Between samples; what is no number is never interpolated.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <remarks>
    /// A sample of that very time is given as it is. Bad samples on either side are passed over as far as the next one, and the answer is
    /// Uncertain then, as it is after the last sample.
    /// </remarks>
    public static async IAsyncEnumerable<StoredSample> ReadAtAsync(
        this IHistoryStore store, TagId tag, IReadOnlyList<Timestamp> times, Interpolation interpolation,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(times);
        foreach (var time in times)
        {
            cancellation.ThrowIfCancellationRequested();
            var after = await store.FindFromAsync(tag, time, cancellation).ConfigureAwait(false);
            yield return after is { } exact && exact.SourceTime == time && !exact.Quality.IsBad
                ? exact
                : await InterpolateAsync(store, tag, time, after, interpolation, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A line of at most so many points that looks like all of them; NaN where no number was known.</summary>
    /// <param name="store">Whose.</param>
    /// <param name="tag">Of which tag.</param>
    /// <param name="from">The beginning.</param>
    /// <param name="to">The end, not included.</param>
    /// <param name="points">4 to <see cref="MaxPoints"/>.</param>
    /// <param name="shape">How to thin.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static async ValueTask<IReadOnlyList<ChartPoint>> ChartAsync(
        this IHistoryStore store, TagId tag, Timestamp from, Timestamp to, int points, ChartShape shape, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(points, MaxPoints);
        if (to <= from)
            return [];
        if (await store.CountAsync(tag, from, to, cancellation).ConfigureAwait(false) <= points)
            return await RawAsync(store, tag, from, to, points, cancellation).ConfigureAwait(false);
        var parts = shape == ChartShape.Lttb ? 2 * points : points / 2;
        var buckets = await store.DownsampleAsync(tag, from, to, parts, cancellation).ConfigureAwait(false);
        var line = new List<ChartPoint>(2 * buckets.Count);
        var half = new TimeSpan((to - from).Ticks / parts / 2);
        foreach (var bucket in buckets)
        {
            if (double.IsNaN(bucket.Minimum))
            {
                if (shape == ChartShape.MinMax)
                    line.Add(new(bucket.Start, double.NaN));
                continue;
            }
            // A line that rises comes from below.
            var rises = line.Count == 0 || Math.Abs(bucket.Minimum - line[^1].Value) <= Math.Abs(bucket.Maximum - line[^1].Value);
            line.Add(new(bucket.Start, rises ? bucket.Minimum : bucket.Maximum));
            if (bucket.Maximum > bucket.Minimum)
                line.Add(new(bucket.Start + half, rises ? bucket.Maximum : bucket.Minimum));
        }
        return shape == ChartShape.Lttb ? Lttb.Reduce(line, points) : line;
    }

    private static async IAsyncEnumerable<AggregateRow> RunAsync(
        IHistoryStore store, IReadOnlyList<TagId> tags, IReadOnlyList<Timestamp> bounds, IReadOnlyList<Aggregate> aggregates,
        CourseOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var tag in tags)
        {
            foreach (var interval in await store.SummarizeAsync(tag, bounds, options, cancellation).ConfigureAwait(false))
                yield return new(tag, interval.From, interval.To, [.. aggregates.Select(a => Aggregates.Of(a, interval))]);
        }
    }

    private static async ValueTask<StoredSample> InterpolateAsync(
        IHistoryStore store, TagId tag, Timestamp time, StoredSample? after, Interpolation interpolation, CancellationToken cancellation)
    {
        var passed = 0;
        var before = await store.FindBeforeAsync(tag, time, cancellation).ConfigureAwait(false);
        while (before is { Quality.IsBad: true } bad && passed++ < MaxPassed)
        {
            before = await store.FindBeforeAsync(tag, bad.SourceTime, cancellation).ConfigureAwait(false);
        }
        if (before is not { Quality.IsBad: false } left)
            return new(time, TagValue.None, Quality.BadNoData);
        while (after is { Quality.IsBad: true } bad && passed++ < MaxPassed)
        {
            after = await store.FindFromAsync(tag, bad.SourceTime + new TimeSpan(1), cancellation).ConfigureAwait(false);
        }
        var quality = passed > 0 || after is null ? Quality.UncertainSubNormal : left.Quality;
        if (interpolation == Interpolation.Stepped || after is not { Quality.IsBad: false } right
            || !left.Value.Kind.IsNumeric() || !left.Value.TryGetDouble(out var low) || !right.Value.TryGetDouble(out var high))
        {
            return new(time, left.Value, quality);
        }
        var part = (time - left.SourceTime) / (right.SourceTime - left.SourceTime);
        return new(time, TagValue.Of(low + ((high - low) * part)), Quality.Worst(quality, right.Quality.IsGood ? Quality.Good : Quality.UncertainSubNormal));
    }

    private static async ValueTask<IReadOnlyList<ChartPoint>> RawAsync(
        IHistoryStore store, TagId tag, Timestamp from, Timestamp to, int points, CancellationToken cancellation)
    {
        var line = new List<ChartPoint>();
        await foreach (var sample in store.ReadRawAsync(tag, from, to, points, cancellation).ConfigureAwait(false))
            line.Add(new(sample.SourceTime, !sample.Quality.IsBad && sample.Value.TryGetDouble(out var value) ? value : double.NaN));
        return line;
    }
}
