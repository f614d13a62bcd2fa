using Millwright.Historian.Queries;
using Millwright.Model;

namespace Millwright.Historian;

/// <summary>A place that keeps samples and answers for them: the embedded historian, later others, all tested by one conformance kit.</summary>
public interface IHistoryStore
{
    /// <summary>The newest stored sample of a tag.</summary>
    bool TryGetLast(TagId tag, out StoredSample sample);

    /// <summary>The samples with <c>from &lt;= time &lt; to</c> in time order, streamed; at most <paramref name="limit"/>.</summary>
    IAsyncEnumerable<StoredSample> ReadRawAsync(TagId tag, Timestamp from, Timestamp to, int limit, CancellationToken cancellation);

    /// <summary>The number of samples in a range, without reading more blocks than its two ends need.</summary>
    ValueTask<long> CountAsync(TagId tag, Timestamp from, Timestamp to, CancellationToken cancellation);

    /// <summary>
    /// Divides the range into <paramref name="buckets"/> of equal length and returns those that have samples, in order. Minimum, maximum
    /// and mean (arithmetic) are over values that are numbers and not Bad.
    /// </summary>
    /// <param name="tag">Whose.</param>
    /// <param name="from">The beginning, included.</param>
    /// <param name="to">The end, not included.</param>
    /// <param name="buckets">1 to 100,000.</param>
    /// <param name="cancellation">Stops the work.</param>
    ValueTask<IReadOnlyList<Bucket>> DownsampleAsync(TagId tag, Timestamp from, Timestamp to, int buckets, CancellationToken cancellation);

    /// <summary>
    /// What happened to a tag in intervals that follow each other: the figures of every aggregate (<see cref="Aggregates"/>), time-weighted,
    /// with coverage. The samples around each interval count for the value at its ends.
    /// </summary>
    /// <param name="tag">Whose.</param>
    /// <param name="bounds">Where the intervals begin, and where the last one ends: 2 to 100,001, rising.</param>
    /// <param name="options">How samples become the course of a value.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>One for each interval, also for those without samples.</returns>
    /// <exception cref="ArgumentException">The bounds are too few or too many, or do not rise.</exception>
    ValueTask<IReadOnlyList<IntervalSummary>> SummarizeAsync(
        TagId tag, IReadOnlyList<Timestamp> bounds, CourseOptions options, CancellationToken cancellation);

    /// <summary>The last sample before a time; null when there is none.</summary>
    ValueTask<StoredSample?> FindBeforeAsync(TagId tag, Timestamp time, CancellationToken cancellation);

    /// <summary>The first sample at or after a time; null when there is none.</summary>
    ValueTask<StoredSample?> FindFromAsync(TagId tag, Timestamp time, CancellationToken cancellation);

    /// <summary>What is stored of a tag: first and last time and the count; null when there is nothing.</summary>
    ValueTask<TagExtent?> GetExtentAsync(TagId tag, CancellationToken cancellation);
}

/// <summary>A sample as stored: a tag's identity is known from the question.</summary>
public readonly record struct StoredSample(Timestamp SourceTime, TagValue Value, Quality Quality, Timestamp ServerTime = default);

/// <summary>The samples of one tag in one part of a range.</summary>
/// <param name="Start">The beginning of the part.</param>
/// <param name="Minimum">NaN when no sample counted.</param>
/// <param name="Maximum">NaN when no sample counted.</param>
/// <param name="Mean">NaN when no sample counted.</param>
/// <param name="Count">All samples, whatever their quality.</param>
/// <param name="Worst">The worst quality among them.</param>
public readonly record struct Bucket(Timestamp Start, double Minimum, double Maximum, double Mean, long Count, Quality Worst);

/// <summary>What is stored of a tag.</summary>
public sealed record TagExtent(Timestamp First, Timestamp Last, long Count);
