using Millwright.Historian.Codec;
using Millwright.Historian.Queries;
using Millwright.Model;

namespace Millwright.Historian;

/// <summary>Answers <see cref="IHistoryStore.SummarizeAsync"/> from the samples alone, for stores that have no summaries of their own.</summary>
public static class RawSummaries
{
    /// <summary>Reads every sample of the range once.</summary>
    /// <param name="store">Whose samples.</param>
    /// <param name="tag">Of which tag.</param>
    /// <param name="bounds">Where the intervals begin, and where the last one ends.</param>
    /// <param name="options">How samples become the course of a value.</param>
    /// <param name="now">Until when the last sample counts.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">The bounds are too few or too many, or do not rise.</exception>
    public static async ValueTask<IReadOnlyList<IntervalSummary>> SummarizeAsync(
        IHistoryStore store, TagId tag, IReadOnlyList<Timestamp> bounds, CourseOptions options, Timestamp now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        var ticks = IntervalBounds.Checked(bounds, HistoryStore.MaxIntervals);
        var before = await store.FindBeforeAsync(tag, bounds[0], cancellation).ConfigureAwait(false);
        var fold = new IntervalFold(ticks, options, Sample(before));
        var columns = new SampleColumns();
        await foreach (var sample in store.ReadRawAsync(tag, bounds[0], bounds[^1], int.MaxValue, cancellation).ConfigureAwait(false))
        {
            if (!columns.Accepts(sample.Value.Kind))
                Tell(fold, columns);
            columns.Add(
                sample.SourceTime.Ticks, sample.Value.Kind, sample.Value.Bits, sample.Value.Reference, sample.Quality, sample.ServerTime.Ticks);
        }
        Tell(fold, columns);
        var after = await store.FindFromAsync(tag, bounds[^1], cancellation).ConfigureAwait(false);
        return fold.End(Sample(after), Math.Min(ticks[^1], now.Ticks));
    }

    private static void Tell(IntervalFold fold, SampleColumns columns)
    {
        if (columns.Count > 0)
            fold.Take(columns, 0, columns.Count);
        columns.Clear();
    }

    private static Sample? Sample(StoredSample? stored) =>
        stored is { } sample ? new(default, sample.SourceTime, sample.Value, sample.Quality, sample.ServerTime) : null;
}
