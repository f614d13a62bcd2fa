using Millwright.Flow.Files;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Flow.Log;

/// <content>The log's own thread: it alone writes segments, moves <see cref="Committed"/> and fails.</content>
public sealed partial class SampleLog
{
    private const int FlushBytes = 1 << 20;
    private const int MaxFailedRanges = 1_000;

    private static readonly TimeSpan SpaceCheckInterval = TimeSpan.FromSeconds(1);

    private readonly Thread _thread;
    private readonly AutoResetEvent _wake = new(false);
    private readonly ITimer _timer;
    private SegmentWriter? _writer;
    private long? _lastCommit;
    private long _lastProbe;
    private long _lastSpaceCheck;
    private bool _ended;

    /// <summary>Commits what is pending, seals the segment and gives the folder back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopping)
                return;
            _stopping = true;
        }
        Wake();
        _thread.Join();
        _timer.Dispose();
        lock (_gate)
        {
            _ended = true;
            _wake.Dispose();
        }
        _recent.Dispose();
        _lock.Dispose();
    }

    private void Start()
    {
        _lastProbe = _lastSpaceCheck = _clock.GetTimestamp();
        try
        {
            BeginSegment();
        }
        catch (IOException error) when (!FileErrors.IsNotAllowed(error))
        {
            // A plant whose disk is full or failing still starts: it says so and goes on as soon as the disk does.
            Fail(error);
        }
        CheckSpace();
        _thread.Start();
    }

    private void Wake()
    {
        lock (_gate)
        {
            // A timer may still fire while the log is closed.
            if (!_ended)
                _wake.Set();
        }
    }

    private void Run()
    {
        while (true)
        {
            _wake.WaitOne();
            bool stopping;
            lock (_gate)
                stopping = _stopping;
            Step(stopping);
            if (stopping)
            {
                End();
                return;
            }
        }
    }

    private void Step(bool now)
    {
        try
        {
            if (!_health.IsTaking)
                Probe();
            if (TimeToCommit() is not { } wait)
                return;
            if (wait > TimeSpan.Zero && !now)
                _timer.Change(wait, Timeout.InfiniteTimeSpan);
            else
                Commit();
        }
        // Whatever it is: nothing that is not known to be durable may be acknowledged after it.
        catch (Exception error)
        {
            Fail(error);
        }
    }

    /// <summary>How long the pending batches still wait for company; null when there are none.</summary>
    private TimeSpan? TimeToCommit()
    {
        lock (_gate)
        {
            if (_pending.Count == 0)
                return null;
            if (_uncommittedBytes > _options.MaxUncommittedBytes / 2 || _lastCommit is not { } last)
                return TimeSpan.Zero;
            return _options.CommitInterval - _clock.GetElapsedTime(last);
        }
    }

    private void Commit()
    {
        _lastCommit = _clock.GetTimestamp();
        if (_writer is null)
            return;
        if (_writer.Length >= _options.SegmentBytes)
            RollSegment();
        lock (_gate)
            (_group, _pending) = (_pending, _group);
        var durable = _committed;
        foreach (var entry in _group)
        {
            _writer!.Append(entry.Batch, entry.Position, durable);
            if (_writer.Buffered >= FlushBytes)
                _writer.Flush();
        }
        _writer!.Flush();
        _writer.Sync();
        Committing();
        CheckSpace();
    }

    private void Committing()
    {
        var last = _group[^1].Position;
        lock (_gate)
        {
            var segment = _segments[^1];
            segment.Last = last;
            segment.Length = _writer!.Length;
            Interlocked.Exchange(ref _committed, last);
            foreach (var entry in _group)
            {
                _uncommittedBytes -= entry.Bytes;
                _recent.Add(entry.Position, entry.Batch, entry.Bytes);
            }
            _group.Clear();
            MakeRoom();
            foreach (var cursor in _cursors)
                cursor.Signal();
        }
        _waiters.Release(last);
        CommittedChanged?.Invoke(new(last));
    }

    private void MakeRoom()
    {
        if (_waitingForRoom == 0)
            return;
        var room = _room;
        _room = NewRoom();
        room.SetResult();
    }

    private void RollSegment()
    {
        _writer!.Seal(_committed);
        lock (_gate)
            _segments[^1].Length = _writer.Length;
        _writer.Dispose();
        _writer = null;
        BeginSegment();
    }

    private void BeginSegment()
    {
        SegmentHeader header;
        lock (_gate)
        {
            var first = _pending.Count > 0 ? _pending[0].Position : _next;
            // One that was begun and never got a batch gives its place, and its name, to the new one.
            if (_segments is [.., var empty] && empty.First == first)
                _segments.RemoveAt(_segments.Count - 1);
            var previous = _segments.Count > 0 ? _segments[^1] : null;
            header = new(_logId, first, _committed, previous?.Length ?? 0, previous?.First ?? 0, Timestamp.Now(_clock));
        }
        _writer = SegmentWriter.Create(Files, _directory, header, Tags);
        lock (_gate)
            _segments.Add(new(_writer.Path, header.FirstPosition, header.Created) { CommittedBefore = header.CommittedBefore });
    }

    private void Fail(Exception error)
    {
        var full = FileErrors.IsNoSpace(error);
        var health = new LogHealth(
            LogState.Failed, _health.State == LogState.Failed ? _health.Since : Timestamp.Now(_clock),
            full ? $"the log's disk is full: {error.Message}" : $"the log cannot write: {error.Message}",
            full ? $"make room on the disk of {_directory}" : $"see to the disk of {_directory}; the log goes on by itself as soon as it can write",
            full ? GapCause.DiskFull : GapCause.LogFailure);
        _writer?.Dispose();
        _writer = null;
        SetHealth(health);
        var exception = health.ToException(error);
        var last = RefusePending(exception);
        if (last > 0)
            _waiters.Release(last, exception);
        ArmProbe();
    }

    /// <summary>Gives up all that is appended and not committed; returns the last position of it, 0 when there is none.</summary>
    private long RefusePending(LogUnavailableException error)
    {
        lock (_gate)
        {
            var first = _committed + 1;
            if (_failed.Count > 0)
                first = Math.Max(first, _failed[^1].Last + 1);
            var last = _next - 1;
            var any = _group.Count + _pending.Count > 0;
            foreach (var entry in _group)
                entry.Batch.Dispose();
            foreach (var entry in _pending)
                entry.Batch.Dispose();
            _group.Clear();
            _pending.Clear();
            _uncommittedBytes = 0;
            MakeRoom();
            if (!any)
                return 0;
            if (_failed.Count == MaxFailedRanges)
                _failed.RemoveAt(0);
            _failed.Add((first, last, error));
            return last;
        }
    }

    private void Probe()
    {
        if (_health.State == LogState.Closed || _clock.GetElapsedTime(_lastProbe) < _options.ProbeInterval)
        {
            ArmProbe();
            return;
        }
        _lastProbe = _clock.GetTimestamp();
        if (_writer is null)
        {
            if (FreeSpace() is { } noSpace)
                throw new IOException(noSpace.Problem, FileErrors.NoSpace);
            BeginSegment();
            SetHealth(new(LogState.Taking, Timestamp.Now(_clock), "", "", null));
        }
        CheckSpace(force: true);
        ArmProbe();
    }

    private void ArmProbe()
    {
        if (!_health.IsTaking && _health.State != LogState.Closed)
            _timer.Change(_options.ProbeInterval, Timeout.InfiniteTimeSpan);
    }

    private void SetHealth(LogHealth health)
    {
        var changed = _health.State != health.State || _health.Cause != health.Cause;
        lock (_gate)
            _health = health;
        if (changed)
            HealthChanged?.Invoke(health);
    }

    private void End()
    {
        try
        {
            _writer?.Seal(_committed);
        }
        catch (IOException error)
        {
            // Everything acknowledged is durable without the seal; the next start finds the end by reading.
            SetHealth(new(LogState.Failed, Timestamp.Now(_clock), error.Message, "see to the disk", GapCause.LogFailure));
        }
        _writer?.Dispose();
        _writer = null;
        var closed = new LogHealth(LogState.Closed, Timestamp.Now(_clock), "the log is closed", "start Millwright again", GapCause.Restart);
        SetHealth(closed);
        var refusal = closed.ToException();
        RefusePending(refusal);
        _waiters.Release(long.MaxValue, refusal);
        lock (_gate)
        {
            foreach (var cursor in _cursors)
                cursor.Signal();
        }
    }
}
