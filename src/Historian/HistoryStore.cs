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
    /// <summary>The most parts of <see cref="DownsampleAsync"/>.</summary>
    public const int MaxBuckets = 100_000;

    /// <summary>A long answer lets others have their turn after so many blocks.</summary>
    private const int BlocksPerTurn = 64;

    private readonly FindingList _findings;
    private readonly BlockCatalog _catalog;
    private readonly SampleHead _head;
    private readonly LogIntake _intake;
    private readonly Upkeep _upkeep;

    private HistoryStore(
        HistorianOptions options, string folder, IFileStore files, ILogCursor cursor, TagTable tags, TimeProvider clock, ILogger logger)
    {
        _findings = new(clock, logger);
        _catalog = new(files, folder, _findings);
        _catalog.Load();
        _head = new(tags, _catalog.NextFlush);
        var limits = new FlushLimits(options.FlushAfter, options.FlushBytes, options.FlushLogBytes, options.MaxHeadBytes, options.RetryAfter);
        _intake = new(cursor, _head, new(files, _catalog, _head, clock), limits, StoredUntil(cursor), clock);
        _upkeep = new(files, _catalog, _findings, options.KeepFor, options.KeepBytes, clock);
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
        sample = new(last.SourceTime, last.Value, last.Quality, last.ServerTime);
        return found;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredSample> ReadRawAsync(
        TagId tag, Timestamp from, Timestamp to, int limit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        using var range = Sources(tag, from.Ticks, to.Ticks);
        var merge = new SampleMerge(range.Loader);
        merge.Start(range.Sources, 0, range.Sources.Count);
        var given = 0;
        for (var blocks = 1; given < limit && merge.Next() is { } samples; blocks++)
        {
            cancellation.ThrowIfCancellationRequested();
            var end = samples.LowerBound(to.Ticks);
            for (var i = samples.LowerBound(from.Ticks); i < end && given < limit; i++, given++)
                yield return Sample(samples, i);
            if (blocks % BlocksPerTurn == 0)
                await Task.Yield();
        }
    }

    public ValueTask<long> CountAsync(TagId tag, Timestamp from, Timestamp to, CancellationToken cancellation)
    {
        if (to <= from)
            return new(0L);
        using var range = Sources(tag, from.Ticks, to.Ticks);
        return new(TagQuery.Count(range.Sources, range.Loader, from.Ticks, to.Ticks, cancellation));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Bucket>> DownsampleAsync(
        TagId tag, Timestamp from, Timestamp to, int buckets, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buckets, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(buckets, MaxBuckets);
        if (to <= from)
            return new([]);
        using var range = Sources(tag, from.Ticks, to.Ticks);
        var grid = new BucketGrid(from.Ticks, to.Ticks, buckets);
        var totals = TagQuery.Downsample(range.Sources, range.Loader, grid, cancellation);
        var answer = new List<Bucket>(buckets);
        for (var i = 0; i < totals.Length; i++)
        {
            ref readonly var part = ref totals[i];
            if (part.Count > 0)
                answer.Add(new(new(grid.Start(i)), part.Minimum, part.Maximum, part.Mean, part.Count, part.Worst));
        }
        return new(answer);
    }

    public ValueTask<TagExtent?> GetExtentAsync(TagId tag, CancellationToken cancellation)
    {
        using var range = Sources(tag, long.MinValue, long.MaxValue);
        if (range.Sources.Count == 0)
            return new((TagExtent?)null);
        var count = TagQuery.Count(range.Sources, range.Loader, long.MinValue, long.MaxValue, cancellation);
        var first = range.Sources[0].Summary.First;
        var last = range.Sources.Max(s => s.Summary.Last);
        return new(new TagExtent(new(first), new(last), count));
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

    private static StoredSample Sample(SampleColumns samples, int index) => new(
        new(samples.Times[index]), samples.Value(index), samples.Qualities[index],
        samples.HasServerTimes ? new(samples.ServerTimes[index]) : default);

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
        using var range = StoredSources(tag, long.MinValue, long.MaxValue);
        var columns = new SampleColumns();
        foreach (var source in range.Sources.OrderByDescending(s => s.Summary.Last).ThenByDescending(s => s.Sequence))
        {
            if (!range.Loader.TryLoad(source, columns))
                continue;
            var last = Sample(columns, columns.Count - 1);
            return new(default, last.SourceTime, last.Value, last.Quality, last.ServerTime);
        }
        return null;
    }

    private TagRange Sources(TagId tag, long from, long to)
    {
        // Memory first: what is written to a file meanwhile is then seen twice, which the merge mends, and never missed.
        _head.TryRead(tag, out var blocks, out var open);
        var range = StoredSources(tag, from, to);
        foreach (var block in blocks)
            range.Offer(BlockSource.Of(block), from, to);
        if (open is not null)
            range.Offer(BlockSource.Of(open), from, to);
        Clusters.Sort(range.Sources);
        return range;
    }

    private TagRange StoredSources(TagId tag, long from, long to)
    {
        var range = new TagRange(tag, _catalog.Acquire(), _findings);
        foreach (var file in range.Files)
        {
            if (file.Trailer.Last < from || file.Trailer.First >= to)
                continue;
            range.Offer(file, from, to);
        }
        return range;
    }
}
