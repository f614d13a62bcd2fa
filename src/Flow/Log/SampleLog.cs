using Millwright.Flow.Files;
using Millwright.Flow.Sources;
using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Flow.Log;

/// <summary>The log in a folder of segments. One process at a time; one thread of its own writes and syncs.</summary>
public sealed partial class SampleLog : ISampleLog, IDisposable
{
    private readonly Lock _gate = new();
    private readonly LogOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILossRecorder? _losses;
    private readonly string _directory;
    private readonly IDisposable _lock;
    private readonly Guid _logId;
    private readonly List<Segment> _segments;
    private readonly List<LogDamage> _damage;
    private readonly Dictionary<string, long> _places;
    private readonly List<LogCursor> _cursors = [];
    private readonly List<(long First, long Last, LogUnavailableException Error)> _failed = [];
    private readonly CommitWaiters _waiters = new();
    private readonly RecentBatches _recent;
    private List<Pending> _pending = [];
    private List<Pending> _group = [];
    private TaskCompletionSource _room = NewRoom();
    private long _uncommittedBytes;
    private int _waitingForRoom;
    private long _next;
    private long _committed;
    private volatile LogHealth _health;
    private bool _stopping;

    private SampleLog(
        IFileStore files, string directory, TagTable tags, LogOptions options, TimeProvider clock, ILossRecorder? losses, IDisposable fileLock,
        LogRecovery recovery)
    {
        Files = files;
        Tags = tags;
        _directory = directory;
        _options = options;
        _clock = clock;
        _losses = losses;
        _lock = fileLock;
        _logId = recovery.LogId;
        _segments = recovery.Segments;
        _damage = recovery.Damage;
        _places = recovery.Cursors;
        _committed = recovery.Committed;
        _next = recovery.Next;
        _recent = new(options.RecentBytes);
        _health = new(LogState.Taking, Timestamp.Now(clock), "", "", null);
        _timer = clock.CreateTimer(static log => ((SampleLog)log!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _thread = new(Run) { Name = "log", IsBackground = true };
    }

    /// <inheritdoc/>
    public event Action<LogPosition>? CommittedChanged;

    /// <summary>Raised with every change of <see cref="Health"/>; on the log's own thread.</summary>
    public event Action<LogHealth>? HealthChanged;

    /// <inheritdoc/>
    public LogPosition Committed => new(Interlocked.Read(ref _committed));

    /// <summary>Whether the log takes samples, and if not, why and what to do.</summary>
    public LogHealth Health => _health;

    /// <summary>What was found damaged, at the start and since; at most <see cref="MaxDamageKept"/> entries.</summary>
    public IReadOnlyList<LogDamage> Damage
    {
        get
        {
            lock (_gate)
                return [.. _damage];
        }
    }

    /// <summary>The bytes of all segments.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _segments.Sum(s => s.Length);
        }
    }

    /// <summary>The most entries of <see cref="Damage"/>; later ones still reach the loss recorder.</summary>
    public const int MaxDamageKept = 1_000;

    /// <summary>The oldest position that can still be read; one beyond <see cref="Committed"/> when there is none.</summary>
    public LogPosition Oldest
    {
        get
        {
            lock (_gate)
                return new(_segments.FirstOrDefault(s => s.Last >= s.First)?.First ?? _committed + 1);
        }
    }

    internal IFileStore Files { get; }

    internal TagTable Tags { get; }

    /// <summary>Opens the log of a folder, making it where there is none, and recovers what it holds.</summary>
    /// <param name="files">The files.</param>
    /// <param name="directory">The log's own folder.</param>
    /// <param name="tags">Gives tags that only the log knows their handles.</param>
    /// <param name="options">How it is kept; must be valid.</param>
    /// <param name="clock">The time.</param>
    /// <param name="losses">Told of all that is dropped or damaged, null for nobody.</param>
    /// <exception cref="LogUnavailableException">Another process has the folder, or it cannot be read or written.</exception>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public static SampleLog Open(
        IFileStore files, string directory, TagTable tags, LogOptions options, TimeProvider clock, ILossRecorder? losses = null)
    {
        if (options.Validate() is [var problem, ..])
            throw new ArgumentException($"{problem.Key}: {problem.Problem}; {problem.Remedy}", nameof(options));
        IDisposable? fileLock = null;
        try
        {
            files.CreateDirectory(directory);
            files.CreateDirectory(LogRecovery.CursorDirectory(directory));
            fileLock = files.TryLock(Path.Combine(directory, "lock")) ?? throw new LogUnavailableException(
                $"another Millwright is running on {directory}", "stop it, or give this one a data folder of its own", GapCause.Restart);
            var log = new SampleLog(files, directory, tags, options, clock, losses, fileLock, LogRecovery.Run(files, directory, clock));
            log.Start();
            return log;
        }
        catch (IOException error)
        {
            fileLock?.Dispose();
            throw new LogUnavailableException(
                $"the log cannot be opened: {error.Message}", $"see that {directory} can be read and written by this user and that the disk is sound",
                FileErrors.IsNoSpace(error) ? GapCause.DiskFull : GapCause.Restart, error);
        }
        catch
        {
            fileLock?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>An empty batch stores nothing and returns the last position given.</remarks>
    /// <exception cref="ArgumentException">The batch could take more than 16 MiB in the log: divide it.</exception>
    public ValueTask<LogPosition> AppendAsync(SampleBatch batch, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return ValueTask.FromCanceled<LogPosition>(cancellation);
        var encoded = batch.Events.Count > 0 ? EventCodec.MaxBytes(batch.Events) : BatchEncoder.MaxBytes(batch);
        if (encoded > SegmentFormat.MaxPayloadBytes)
        {
            return ValueTask.FromException<LogPosition>(new ArgumentException(
                $"A batch of {batch.Count} samples and {batch.Events.Count} events could take {encoded} bytes; at most {SegmentFormat.MaxPayloadBytes} fit: divide it.", nameof(batch)));
        }
        LogUnavailableException? error;
        lock (_gate)
        {
            error = Refusal();
            if (error is null && TryEnqueue(batch, encoded, newcomer: true, out var position))
                return new(position);
        }
        return error is null ? AppendWhenRoomAsync(batch, encoded, cancellation) : ValueTask.FromException<LogPosition>(error);
    }

    /// <inheritdoc/>
    public ValueTask WhenCommittedAsync(LogPosition position, CancellationToken cancellation)
    {
        lock (_gate)
        {
            foreach (var (first, last, error) in _failed)
            {
                if (position.Value >= first && position.Value <= last)
                    return ValueTask.FromException(error);
            }
            if (position.Value <= _committed)
                return ValueTask.CompletedTask;
            if (_health.State == LogState.Closed)
                return ValueTask.FromException(_health.ToException());
            return _waiters.WaitAsync(position.Value, cancellation);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The name is none, or its cursor is open already.</exception>
    /// <exception cref="LogUnavailableException">The place cannot be stored.</exception>
    public ILogCursor OpenCursor(string name) => Open(name, eventsOnly: false);

    /// <summary>Opens the cursor of a sink of events, where it last stood. Batches of samples that it reads from the segments are given empty.</summary>
    /// <exception cref="ArgumentException">The name is none, or its cursor is open already.</exception>
    /// <exception cref="LogUnavailableException">The place cannot be stored.</exception>
    public ILogCursor OpenEventCursor(string name) => Open(name, eventsOnly: true);

    private LogCursor Open(string name, bool eventsOnly)
    {
        if (!CursorFile.IsName(name))
            throw new ArgumentException($"'{name}' is no cursor name; use up to {CursorFile.MaxNameLength} letters, digits, '-', '_' and '.'.", nameof(name));
        long place;
        bool known;
        lock (_gate)
        {
            ThrowIfClosed();
            if (_cursors.Exists(c => c.Name == name))
                throw new ArgumentException($"The cursor '{name}' is open already.", nameof(name));
            known = _places.TryGetValue(name, out place) && place >= 0;
            if (!known)
                place = (_segments.FirstOrDefault(s => s.Last >= s.First)?.First ?? _committed + 1) - 1;
        }
        // From its first moment on the log keeps what the sink has not taken, also over a restart.
        if (!known)
            StoreCursor(name, place);
        var cursor = new LogCursor(this, name, place, eventsOnly);
        lock (_gate)
            _cursors.Add(cursor);
        return cursor;
    }

    /// <summary>Forgets the place of a sink that is no more, so that the log does not wait for it.</summary>
    /// <exception cref="ArgumentException">The cursor is open.</exception>
    public void RemoveCursor(string name)
    {
        lock (_gate)
        {
            if (_cursors.Exists(c => c.Name == name))
                throw new ArgumentException($"The cursor '{name}' is open.", nameof(name));
            if (!_places.Remove(name))
                return;
        }
        var directory = LogRecovery.CursorDirectory(_directory);
        Files.Delete(CursorFile.PathOf(directory, name));
        Files.SyncDirectory(directory);
    }

    /// <summary>The stored place of every cursor, also of those that are not open.</summary>
    public IReadOnlyDictionary<string, LogPosition> Cursors
    {
        get
        {
            lock (_gate)
                return _places.ToDictionary(p => p.Key, p => new LogPosition(p.Value));
        }
    }

    internal void ThrowIfClosed()
    {
        if (_health.State == LogState.Closed)
            throw _health.ToException();
    }

    internal void StoreCursor(string name, long position)
    {
        try
        {
            CursorFile.Write(Files, CursorFile.PathOf(LogRecovery.CursorDirectory(_directory), name), position);
        }
        catch (IOException error)
        {
            throw new LogUnavailableException(
                $"the place of '{name}' cannot be stored: {error.Message}", "see to the disk; what was not acknowledged is given again",
                FileErrors.IsNoSpace(error) ? GapCause.DiskFull : GapCause.Restart, error);
        }
        lock (_gate)
            _places[name] = position;
    }

    internal void Close(LogCursor cursor)
    {
        lock (_gate)
            _cursors.Remove(cursor);
    }

    /// <summary>Where the batch after a position is: in memory, or in a segment up to an end and a last position.</summary>
    internal bool TryLocate(long position, out SampleBatch? batch, out Segment? segment, out long end, out long last)
    {
        (batch, segment, end, last) = (null, null, 0, 0);
        lock (_gate)
        {
            ThrowIfClosed();
            if (position >= _committed)
                return false;
            if (_recent.TryGet(position + 1, out var recent))
            {
                batch = recent;
                return true;
            }
            segment = _segments.Find(s => s.Last > position && s.Last >= s.First);
            if (segment is null)
                return false;
            (end, last) = (segment.Length, segment.Last);
            return true;
        }
    }

    /// <summary>How many committed positions are lost between a cursor's place and the segment where it goes on.</summary>
    internal long LostBetween(string sink, long position, Segment segment)
    {
        long uncounted;
        lock (_gate)
            uncounted = segment.CommittedBefore <= _droppedUpTo ? _droppedFrom - 1 : segment.CommittedBefore;
        if (uncounted > position)
        {
            var gone = new LogDamage(segment.Path, 0, 0, new(position + 1), new(uncounted), "the segments before it are gone", false);
            if (_options.Overflow == LogOverflow.DropOldest)
                RecordLoss(sink, gone, default, GapCause.Overflow);
            else
                ReportDamage(sink, gone, default);
        }
        return Math.Max(0, segment.CommittedBefore - position);
    }

    internal bool Holds(Segment segment)
    {
        lock (_gate)
            return _segments.Contains(segment);
    }

    internal void ReportDamage(string sink, LogDamage damage, Timestamp from)
    {
        lock (_gate)
        {
            if (_damage.Count < MaxDamageKept && !_damage.Exists(d => d.File == damage.File && d.FirstLost == damage.FirstLost && d.LastLost == damage.LastLost))
                _damage.Add(damage);
        }
        RecordLoss(sink, damage, from, GapCause.Damage);
    }

    private void RecordLoss(string sink, LogDamage damage, Timestamp from, GapCause cause) => _losses?.Dropped(new(
        sink, damage.FirstLost, damage.LastLost, -1, new Dictionary<string, long>(), from, default, cause, damage.ToString()));

    private static TaskCompletionSource NewRoom() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LogUnavailableException? Refusal() => _health.IsTaking ? null : _health.ToException();

    private async ValueTask<LogPosition> AppendWhenRoomAsync(SampleBatch batch, long bytes, CancellationToken cancellation)
    {
        lock (_gate)
            _waitingForRoom++;
        try
        {
            while (true)
            {
                Task room;
                lock (_gate)
                {
                    if (Refusal() is { } error)
                        throw error;
                    if (TryEnqueue(batch, bytes, newcomer: false, out var position))
                        return position;
                    room = _room.Task;
                }
                await room.WaitAsync(cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            lock (_gate)
                _waitingForRoom--;
        }
    }

    private bool TryEnqueue(SampleBatch batch, long encoded, bool newcomer, out LogPosition position)
    {
        position = new(_next - 1);
        if (batch.Count == 0 && batch.Events.Count == 0)
            return true;
        // What a sample takes in the pooled columns; strings and arrays as they would be written.
        const int columnBytes = 32;
        var bytes = batch.HasObjects || batch.Events.Count > 0 ? encoded : (long)batch.Count * columnBytes;
        // Those who already wait come first.
        if ((newcomer && _waitingForRoom > 0) || (_uncommittedBytes > 0 && _uncommittedBytes + bytes > _options.MaxUncommittedBytes))
            return false;
        position = new(_next++);
        _pending.Add(new(batch.Retain(), position.Value, bytes));
        _uncommittedBytes += bytes;
        if (_pending.Count == 1 || _uncommittedBytes > _options.MaxUncommittedBytes / 2)
            Wake();
        return true;
    }

    private readonly record struct Pending(SampleBatch Batch, long Position, long Bytes);
}
