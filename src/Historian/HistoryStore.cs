using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Flow.Files;
using Millwright.Flow.Log;
using Millwright.Flow.Tags;
using Millwright.Historian.Codec;
using Millwright.Historian.Head;
using Millwright.Historian.Health;
using Millwright.Historian.Queries;
using Millwright.Historian.Reading;
using Millwright.Historian.Storage;
using Millwright.Model;

namespace Millwright.Historian;

/// <summary>
/// The embedded historian: takes samples from the log into memory, writes them to immutable block files, and answers from both.
/// </summary>
/// <remarks>
/// Of samples of one tag with the same source time, the one that came last through the log is the one that counts. The log keeps
/// every sample until it is in a file that is on the medium. The files: docs/historian-format.md.
/// </remarks>
public sealed class HistoryStore : IHistoryStore, IDisposable
{
    /// <summary>The most intervals of one answer.</summary>
    public const int MaxIntervals = 100_000;

    /// <summary>A long answer lets others have their turn after so many blocks.</summary>
    private const int BlocksPerTurn = 64;

    private readonly FindingList _findings;
    private readonly BlockCatalog _catalog;
    private readonly SampleHead _head;
    private readonly LogIntake _intake;
    private readonly Upkeep _upkeep;
    private readonly TimeProvider _clock;

    private HistoryStore(
        HistorianOptions options, string folder, IFileStore files, ILogCursor cursor, TagTable tags, TimeProvider clock, ILogger logger)
    {
        _clock = clock;
        _findings = new(clock, logger);
        _catalog = new(files, folder, _findings);
        _catalog.Load();
        _head = new(tags, _catalog.NextFlush);
        var limits = new FlushLimits(options.FlushAfter, options.FlushBytes, options.FlushLogBytes, options.MaxHeadBytes, options.RetryAfter);
        _intake = new(cursor, _head, new(files, _catalog, _head, clock), limits, StoredUntil(cursor), clock);
        var parts = options.Assets.ToDictionary(
            a => a.Key, a => Limits(a.Value.KeepFor, a.Value.KeepMinutesFor, a.Value.KeepHoursFor), StringComparer.OrdinalIgnoreCase);
        var retention = new Retention(tags, Limits(options.KeepFor, options.KeepMinutesFor, options.KeepHoursFor), parts, options.KeepBytes);
        _upkeep = new(files, _catalog, _findings, retention, clock);
    }

    /// <summary>What the historian holds now.</summary>
    public HistorianInfo Info
    {
        get
        {
            var files = _catalog.Files;
            return new(
                files.Sum(f => f.Length), files.Count, files.Sum(f => f.Trailer.Blocks), files.Sum(f => f.Trailer.Samples),
                _head.Samples, _head.Bytes, _intake.Taken, _intake.Durable, _findings.Total, _intake.Alarm ?? _upkeep.Alarm);
        }
    }

    /// <summary>Damaged places found since the start, each once; the first thousand.</summary>
    public IReadOnlyList<HistorianFinding> Findings => _findings.All;

    /// <summary>Opens the files of a folder. Samples are taken from the log once <see cref="RunAsync"/> runs.</summary>
    /// <param name="options">How much it keeps.</param>
    /// <param name="folder">Where its files are; made when missing.</param>
    /// <param name="files">The file system.</param>
    /// <param name="cursor">Its place in the log, named <c>historian</c>.</param>
    /// <param name="tags">Where the log's handles lead to identities.</param>
    /// <param name="clock">For ages.</param>
    /// <param name="logger">Told of damage.</param>
    /// <exception cref="IOException">The folder cannot be read or made.</exception>
    public static HistoryStore Open(
        HistorianOptions options, string folder, IFileStore files, ILogCursor cursor, TagTable tags, TimeProvider clock,
        ILogger<HistoryStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(cursor);
        return new(options, folder, files, cursor, tags, clock, logger ?? NullLogger<HistoryStore>.Instance);
    }

    /// <summary>Takes samples and looks after the files until cancelled; then writes what is in memory to a file.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var upkeep = Task.Run(() => _upkeep.RunAsync(cancellation), CancellationToken.None);
        await Task.Run(() => _intake.RunAsync(cancellation), CancellationToken.None).ConfigureAwait(false);
        await upkeep.ConfigureAwait(false);
    }

    public bool TryGetLast(TagId tag, out StoredSample sample)
    {
        var found = _head.TryGetLast(tag, FindStoredLast, out var last);
        sample = Stored(last);
        return found;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredSample> ReadRawAsync(
        TagId tag, Timestamp from, Timestamp to, int limit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        using var range = Range(tag, from.Ticks, to.Ticks);
        var merge = new SampleMerge(range.Loader);
        merge.Start(range.Sources, 0, range.Sources.Count);
        var given = 0;
        for (var blocks = 1; given < limit && merge.Next() is { } samples; blocks++)
        {
            cancellation.ThrowIfCancellationRequested();
            var end = samples.LowerBound(to.Ticks);
            for (var i = samples.LowerBound(from.Ticks); i < end && given < limit; i++, given++)
                yield return Stored(samples.Sample(i));
            if (blocks % BlocksPerTurn == 0)
                await Task.Yield();
        }
    }

    public ValueTask<long> CountAsync(TagId tag, Timestamp from, Timestamp to, CancellationToken cancellation)
    {
        if (to <= from)
            return new(0L);
        using var range = Range(tag, from.Ticks, to.Ticks);
        return new(TagQuery.Count(range.Sources, range.Loader, from.Ticks, to.Ticks, cancellation));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Bucket>> DownsampleAsync(
        TagId tag, Timestamp from, Timestamp to, int buckets, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buckets, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(buckets, MaxIntervals);
        if (to <= from)
            return new([]);
        using var range = Range(tag, from.Ticks, to.Ticks);
        var grid = new BucketGrid(from.Ticks, to.Ticks, buckets);
        var fold = new BucketFold(grid);
        range.Timeline(TierFor((to - from).Ticks / buckets, static _ => false)).Tell(from.Ticks, to.Ticks, fold, cancellation);
        var answer = new List<Bucket>(buckets);
        for (var i = 0; i < buckets; i++)
        {
            ref readonly var part = ref fold.Buckets[i];
            if (part.Count > 0)
                answer.Add(new(new(grid.Start(i)), part.Minimum, part.Maximum, part.Numbers > 0 ? part.Sum / part.Numbers : double.NaN, part.Count, part.Worst));
        }
        return new(answer);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IntervalSummary>> SummarizeAsync(
        TagId tag, IReadOnlyList<Timestamp> bounds, CourseOptions options, CancellationToken cancellation)
    {
        var ticks = IntervalBounds.Checked(bounds, MaxIntervals);
        using var range = Range(tag, ticks[0], ticks[^1]);
        var fold = new IntervalFold(ticks, options, range.Before(ticks[0], asNumber: true));
        range.Timeline(TierFor(IntervalBounds.Shortest(ticks), unit => Array.TrueForAll(ticks, t => t % unit == 0))).Tell(ticks[0], ticks[^1], fold, cancellation);
        return new(fold.End(range.AtOrAfter(ticks[^1], asNumber: true), Math.Min(ticks[^1], Timestamp.Now(_clock).Ticks)));
    }

    /// <inheritdoc/>
    public ValueTask<StoredSample?> FindBeforeAsync(TagId tag, Timestamp time, CancellationToken cancellation)
    {
        using var range = Range(tag, time.Ticks, time.Ticks);
        return new(range.Before(time.Ticks, asNumber: false) is { } sample ? Stored(sample) : null);
    }

    /// <inheritdoc/>
    public ValueTask<StoredSample?> FindFromAsync(TagId tag, Timestamp time, CancellationToken cancellation)
    {
        using var range = Range(tag, time.Ticks, time.Ticks);
        return new(range.AtOrAfter(time.Ticks, asNumber: false) is { } sample ? Stored(sample) : null);
    }

    public ValueTask<TagExtent?> GetExtentAsync(TagId tag, CancellationToken cancellation)
    {
        using var range = Range(tag, long.MinValue, long.MaxValue);
        if (range.Sources.Count == 0)
            return new((TagExtent?)null);
        var count = TagQuery.Count(range.Sources, range.Loader, long.MinValue, long.MaxValue, cancellation);
        var first = range.Sources[0].Summary.First;
        var last = range.Sources.Max(s => s.Summary.Last);
        return new(new TagExtent(new(first), new(last), count));
    }

    /// <summary>
    /// Deletes samples: <c>from &lt;= time &lt; to</c>. Those in memory are written to a file first; every file that has some is written again
    /// without them. Samples that come later, also for times in the range, are stored as ever.
    /// </summary>
    /// <returns>How many were deleted; they are gone from the disk and from the roll-ups.</returns>
    /// <exception cref="IOException">The disk failed, or a file is damaged; some may be gone already: ask again.</exception>
    public long Delete(TagId tag, Timestamp from, Timestamp to, CancellationToken cancellation)
    {
        if (to <= from)
            return 0;
        if (!_intake.TryFlush())
            throw new IOException(_intake.Alarm);
        try
        {
            var deleted = _upkeep.Delete(new(tag, from.Ticks, to.Ticks), cancellation);
            _head.ForgetLast(tag);
            return deleted;
        }
        catch (BlockDamagedException damage)
        {
            throw new IOException($"the historian cannot delete from a damaged file: {damage.Message}; run millwright historian repair", damage);
        }
    }

    /// <summary>Merges the files of each day into one, whatever their number, and drops what was kept long enough.</summary>
    /// <param name="progress">Told how many files there are after each step.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <exception cref="IOException">The disk failed; nothing is lost.</exception>
    public void Compact(IProgress<int>? progress, CancellationToken cancellation)
    {
        try
        {
            _upkeep.Compact(progress, cancellation);
        }
        catch (BlockDamagedException damage)
        {
            throw new IOException($"the historian cannot merge a damaged file: {damage.Message}; run millwright historian repair", damage);
        }
    }

    /// <summary>Reads every file and checks every checksum, count and summary.</summary>
    public HistorianVerification Verify(CancellationToken cancellation)
    {
        using var snapshot = _catalog.Acquire();
        var blocks = 0L;
        var samples = 0L;
        foreach (var file in snapshot.Files)
        {
            var (sound, read) = FileVerification.Verify(file, _findings, cancellation);
            blocks += sound;
            samples += read;
        }
        return new(snapshot.Files.Count, blocks, samples, _findings.All);
    }

    public void Dispose() => _catalog.Dispose();

    /// <summary>Takes what the log has now; for tests, and for programs without a task of its own.</summary>
    internal void TakeAvailable()
    {
        while (_intake.TakeAvailable())
        {
            // As long as there is more.
        }
    }

    internal bool TryFlush() => _intake.TryFlush();

    internal bool TryRunUpkeep() => _upkeep.TryRun(CancellationToken.None);

    private static StoredSample Stored(in Sample sample) => new(sample.SourceTime, sample.Value, sample.Quality, sample.ServerTime);

    private static TierLimits Limits(TimeSpan samples, TimeSpan minutes, TimeSpan hours)
    {
        var sampleTicks = samples > TimeSpan.Zero ? samples.Ticks : long.MaxValue;
        var minuteTicks = Math.Max(sampleTicks, minutes.Ticks);
        return new(sampleTicks, minuteTicks, Math.Max(minuteTicks, hours.Ticks));
    }

    /// <summary>Rows that are cut by an end of an interval are read as samples: the ends are to be those of rows, or the rows much shorter.</summary>
    private static RollupTier? TierFor(long shortest, Func<long, bool> isAligned)
    {
        const int MuchShorter = 4;
        foreach (var tier in (ReadOnlySpan<RollupTier>)[RollupTier.Hour, RollupTier.Minute])
        {
            if (shortest >= MuchShorter * tier.Ticks() || (shortest >= tier.Ticks() && isAligned(tier.Ticks())))
                return tier;
        }
        return null;
    }

    /// <summary>After a kill between writing a file and telling the log, the file says how far the log has been taken.</summary>
    private LogPosition StoredUntil(ILogCursor cursor)
    {
        // Only when the file went on exactly where the cursor stands: after the log was made anew its numbers mean nothing here.
        return _catalog.Newest is { Header: var header } && header.LogAfter > 0 && header.LogAfter == cursor.Acknowledged.Value
            ? new(header.LogUntil)
            : cursor.Acknowledged;
    }

    private Sample? FindStoredLast(TagId tag)
    {
        using var range = new TagRange(tag, long.MaxValue, long.MaxValue, [], null, _catalog.Acquire(), _findings);
        return range.Before(long.MaxValue, asNumber: false);
    }

    private TagRange Range(TagId tag, long from, long to)
    {
        _head.TryRead(tag, out var blocks, out var open);
        return new(tag, from, to, blocks, open, _catalog.Acquire(), _findings);
    }
}
