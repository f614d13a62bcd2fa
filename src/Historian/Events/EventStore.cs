using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Flow.Events;
using Millwright.Flow.Files;
using Millwright.Flow.Log;
using Millwright.Historian.Health;
using Millwright.Model;

namespace Millwright.Historian.Events;

/// <summary>
/// Keeps events: takes them from the log into memory, writes them in blocks to files that are never changed, answers from both. The log keeps
/// each until it is in a file that is on the medium. The files: docs/event-format.md.
/// </summary>
public sealed class EventStore : IEventStore, IDisposable
{
    /// <summary>The name of its cursor on the log.</summary>
    public const string CursorName = "events";

    private const int EventsPerBlock = 2_048;
    private const int PositionsPerTurn = 256;
    private const long MaxHeadBytes = 64 << 20;
    private static readonly TimeSpan UpkeepEvery = TimeSpan.FromMinutes(1);

    /// <summary>With nothing but samples passed, the place in the log is kept so often: what lies behind it is read again at a start.</summary>
    private static readonly TimeSpan PassedAfter = TimeSpan.FromSeconds(5);

    private readonly EventStoreOptions _options;
    private readonly IFileStore _files;
    private readonly string _folder;
    private readonly ILogCursor _cursor;
    private readonly TimeProvider _clock;
    private readonly FindingList _findings;
    private readonly EventCatalog _catalog;
    private readonly EventHead _head = new();
    private readonly StandingFile _standingFile;
    private EventFileWriter? _writer;
    private long _taken;
    private long? _oldest;
    private long? _failedAt;
    private long? _upkeepAt;
    private volatile string? _alarm;

    private EventStore(EventStoreOptions options, string folder, IFileStore files, ILogCursor cursor, TimeProvider clock, ILogger logger)
    {
        (_options, _folder, _files, _cursor, _clock) = (options, folder, files, cursor, clock);
        _findings = new(clock, logger);
        _catalog = new(files, folder, _findings);
        _standingFile = new(files, folder);
        files.CreateDirectory(folder);
        _catalog.Load();
        _taken = _catalog.StoredThrough(cursor.Acknowledged.Value);
        RecallStanding();
    }

    /// <summary>The conditions that stand, as far as the log was taken.</summary>
    public ConditionBook Conditions { get; } = new();

    /// <summary>Why files cannot be written now; null when they can.</summary>
    public string? Alarm => _alarm;

    /// <summary>The last place in the log that answers.</summary>
    public LogPosition Taken => new(Interlocked.Read(ref _taken));

    /// <summary>Damaged places found since the start.</summary>
    public IReadOnlyList<HistorianFinding> Findings => _findings.All;

    /// <summary>What it holds.</summary>
    public EventStoreInfo Info => new(_catalog.Files, _catalog.Bytes, _catalog.Blocks.Sum(b => (long)b.Frame.Count), _head.All.Count, Conditions.Count);

    /// <summary>Opens the files of a folder and takes what the log has beyond them.</summary>
    /// <param name="options">How much it keeps.</param>
    /// <param name="folder">Where its files are; made when missing.</param>
    /// <param name="files">The file system.</param>
    /// <param name="cursor">Its place in the log, named <see cref="CursorName"/>.</param>
    /// <param name="clock">For ages.</param>
    /// <param name="logger">Told of damage.</param>
    /// <exception cref="IOException">The folder cannot be read or made.</exception>
    public static EventStore Open(
        EventStoreOptions options, string folder, IFileStore files, ILogCursor cursor, TimeProvider clock, ILogger<EventStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(cursor);
        var store = new EventStore(options, folder, files, cursor, clock, logger ?? NullLogger<EventStore>.Instance);
        while (store.TakeAvailable())
        {
        }
        return store;
    }

    /// <summary>Takes events and looks after the files until cancelled; then writes what is in memory to a file.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.Run(() => LoopAsync(cancellation), CancellationToken.None);

    /// <summary>The events that answer a question.</summary>
    public EventPage Query(EventQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(query.Limit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, EventQuery.MaxLimit);
        var search = new EventSearch(query);
        // Memory first: what moves from it to a file meanwhile is found twice and kept once.
        foreach (var (_, happened) in _head.All)
            search.Add(happened);
        var blocks = query.OldestFirst
            ? _catalog.Blocks.Where(b => b.MayMatch(query)).OrderBy(b => b.Frame.Earliest)
            : _catalog.Blocks.Where(b => b.MayMatch(query)).OrderByDescending(b => b.Frame.Latest);
        foreach (var block in blocks)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!search.NeedsBlock(block))
                break;
            foreach (var happened in Read(block))
                search.Add(happened);
        }
        return search.Page();
    }

    /// <summary>Reads every block and says what is wrong.</summary>
    public IReadOnlyList<HistorianFinding> Verify(CancellationToken cancellation)
    {
        foreach (var block in _catalog.Blocks)
        {
            cancellation.ThrowIfCancellationRequested();
            Read(block);
        }
        return Findings;
    }

    /// <summary>Takes what the log has, and writes a file when it is time.</summary>
    /// <returns>True when there may be more to take.</returns>
    public bool TakeAvailable()
    {
        var taken = 0;
        while (taken < PositionsPerTurn && _head.Bytes < MaxHeadBytes && _cursor.TryRead(out var entry))
        {
            Take(entry);
            taken++;
        }
        if (IsFlushDue && MayFlush)
            TryFlush();
        return taken == PositionsPerTurn;
    }

    /// <summary>Writes what is in memory to a file and acknowledges it.</summary>
    /// <returns>False when it failed; <see cref="Alarm"/> says why.</returns>
    public bool TryFlush()
    {
        try
        {
            var events = _head.All;
            if (events.Count > 0)
            {
                Write(events);
                _head.RemoveThrough(events[^1].Position);
                _standingFile.Write(_writer!.Number, _writer.Length, Conditions.Standing);
            }
            var safe = Math.Min(_taken, _cursor.Position.Value);
            if (safe > _cursor.Acknowledged.Value)
                _cursor.Acknowledge(new(safe));
            _oldest = null;
            _failedAt = null;
            _alarm = null;
            return true;
        }
        catch (Exception failure) when (failure is IOException or LogUnavailableException)
        {
            _writer?.Dispose();
            _writer = null;
            _failedAt = _clock.GetTimestamp();
            _alarm = $"the event store cannot write its files: {failure.Message}; free or repair the disk, events stay in the log until then";
            return false;
        }
    }

    public void Dispose() => _writer?.Dispose();

    private bool IsFlushDue =>
        _head.Bytes >= _options.FlushBytes || (_oldest is { } oldest && _clock.GetElapsedTime(oldest) >= Patience);

    private TimeSpan UntilLook => _oldest is null || Patience > UpkeepEvery ? UpkeepEvery : Patience;

    private TimeSpan Patience => _head.Bytes > 0 || _options.FlushAfter < PassedAfter ? _options.FlushAfter : PassedAfter;

    private bool MayFlush => _failedAt is not { } failed || _clock.GetElapsedTime(failed) >= _options.RetryAfter;

    private async Task LoopAsync(CancellationToken cancellation)
    {
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                Tidy();
                if (!TakeAvailable())
                    await WaitAsync(cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The end of the run.
        }
        TakeAvailable();
        TryFlush();
    }

    private async ValueTask WaitAsync(CancellationToken cancellation)
    {
        using var timer = new CancellationTokenSource(IsFlushDue ? _options.RetryAfter : UntilLook, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        try
        {
            if (_head.Bytes >= MaxHeadBytes)
                await Task.Delay(_options.RetryAfter, _clock, either.Token).ConfigureAwait(false);
            else
                Take(await _cursor.ReadAsync(either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Time to look whether there is something to write or to delete.
        }
    }

    private void Take(LogEntry entry)
    {
        using var batch = entry.Batch;
        // Samples pass here too: they count for the place in the log alone.
        _oldest ??= _clock.GetTimestamp();
        if (entry.Position <= Taken)
            return;
        if (batch.Events.Count > 0)
        {
            _head.Add(entry.Position.Value, batch.Events);
            foreach (var happened in batch.Events)
                Conditions.Take(happened);
        }
        Interlocked.Exchange(ref _taken, entry.Position.Value);
    }

    private void Write(IReadOnlyList<(long Position, Event Happened)> events)
    {
        if (_writer?.Length >= _options.FileBytes)
        {
            _writer.Dispose();
            _writer = null;
        }
        _writer ??= EventFileWriter.Create(_files, _folder, _catalog.TakeNumber(), Timestamp.Now(_clock));
        var blocks = new List<EventBlock>();
        for (var start = 0; start < events.Count;)
        {
            // What has one position in the log stays together: a block says through which position it has all.
            var end = Math.Min(start + EventsPerBlock, events.Count);
            while (end < events.Count && events[end].Position == events[end - 1].Position)
                end++;
            blocks.Add(_writer.Append([.. events.Skip(start).Take(end - start).Select(e => e.Happened)], _cursor.Acknowledged.Value, end == events.Count ? _taken : events[end - 1].Position));
            start = end;
        }
        _writer.Sync();
        _catalog.Add(blocks, blocks[0].Path, _writer.Length);
    }

    private IReadOnlyList<Event> Read(EventBlock block)
    {
        try
        {
            if (EventFile.Read(_files, block, out var problem) is { } events)
                return events;
            _findings.Add(block.Path, block.Offset, problem!, $"{block.Frame.Count} events are lost");
        }
        catch (IOException e)
        {
            // Retention may have taken the file meanwhile; anything else is said.
            if (_catalog.Blocks.Contains(block))
                _findings.Add(block.Path, block.Offset, e.Message, $"{block.Frame.Count} events cannot be read");
        }
        return [];
    }

    private void RecallStanding()
    {
        if (!_standingFile.TryRead(out var through, out var standing))
            (through, standing) = (default, []);
        foreach (var happened in standing)
            Conditions.Take(happened);
        foreach (var block in _catalog.Blocks.Where(b => b.Number > through.Number || (b.Number == through.Number && b.Offset >= through.Offset)))
        {
            foreach (var happened in Read(block))
                Conditions.Take(happened);
        }
    }

    private void Tidy()
    {
        if (_upkeepAt is { } last && _clock.GetElapsedTime(last) < UpkeepEvery)
            return;
        _upkeepAt = _clock.GetTimestamp();
        try
        {
            var before = _options.KeepFor == TimeSpan.Zero ? 0 : (Timestamp.Now(_clock) - _options.KeepFor).Ticks;
            _catalog.DeleteExpired(before, _options.KeepBytes);
        }
        catch (IOException failure)
        {
            _alarm = $"the event store cannot delete old files: {failure.Message}; see to the disk, no events are lost";
        }
    }
}

/// <summary>What the event store holds.</summary>
/// <param name="Files">Files on disk.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Stored">Events in them.</param>
/// <param name="InMemory">Events in no file yet; the log has them.</param>
/// <param name="Standing">Conditions that matter now.</param>
public sealed record EventStoreInfo(int Files, long Bytes, long Stored, int InMemory, int Standing);
