using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Flow.Log;

/// <content>How the log keeps within its limits of space: whole segments go, oldest first.</content>
public sealed partial class SampleLog
{
    private const long ResumeBytes = 256 << 10;

    // What the overflow policy dropped since the start, and counted.
    private long _droppedFrom;
    private long _droppedUpTo;
    private int _segmentCount;

    /// <summary>Frees what may go and says whether the log may still grow.</summary>
    private void CheckSpace(bool force = false)
    {
        if (_writer is null)
            return;
        if (!force && _segmentCount == _segments.Count && _clock.GetElapsedTime(_lastSpaceCheck) < SpaceCheckInterval)
            return;
        var problem = FreeSpace();
        if (problem is not null)
        {
            SetHealth(problem with { Since = _health.State == LogState.NoRoom ? _health.Since : problem.Since });
            ArmProbe();
        }
        else if (_health.State == LogState.NoRoom)
        {
            SetHealth(new(LogState.Taking, Timestamp.Now(_clock), "", "", null));
        }
    }

    /// <summary>Deletes what may go; returns what is still wrong.</summary>
    private LogHealth? FreeSpace()
    {
        _lastSpaceCheck = _clock.GetTimestamp();
        DeleteTaken();
        var problem = SpaceProblem();
        while (problem is not null && (TryDeleteOldest(taken: true) || (_options.Overflow == LogOverflow.DropOldest && TryDeleteOldest(taken: false))))
            problem = SpaceProblem();
        _segmentCount = _segments.Count;
        return problem;
    }

    private LogHealth? SpaceProblem()
    {
        var now = Timestamp.Now(_clock);
        var free = Files.FreeBytes(_directory);
        // Once full it must be clearly less full, or every other write would fail again.
        if (free < _options.KeepFreeBytes + (_health.Cause == GapCause.DiskFull ? ResumeBytes : 0))
        {
            return new(
                LogState.NoRoom, now, $"the disk of {_directory} has {free} bytes free; keep_free is {_options.KeepFreeBytes}",
                "make room on that disk, or lower keep_free_bytes", GapCause.DiskFull);
        }
        var bytes = Bytes;
        return bytes < _options.MaxBytes ? null : new(
            LogState.NoRoom, now, $"the log has {bytes} bytes; max_size is {_options.MaxBytes} and a sink has not taken them",
            $"see why {Slowest()} is behind, raise max_size, or allow overflow: drop-oldest", GapCause.BufferFull);
    }

    private string Slowest()
    {
        lock (_gate)
            return _places.Count == 0 ? "no sink" : $"'{_places.MinBy(p => p.Value).Key}'";
    }

    /// <summary>Deletes segments that all have taken and that are beyond the size or age kept for replay.</summary>
    private void DeleteTaken()
    {
        var now = Timestamp.Now(_clock);
        while (true)
        {
            lock (_gate)
            {
                if (_segments.Count < 2)
                    return;
                // What a segment holds is as old as the beginning of the next one, at least.
                var old = now - _segments[1].Created > _options.RetainAge;
                if (!old && _segments.Sum(s => s.Length) <= _options.RetainBytes)
                    return;
            }
            if (!TryDeleteOldest(taken: true))
                return;
        }
    }

    /// <summary>Deletes the oldest segment but never the one being written.</summary>
    /// <param name="taken">Only when every sink has taken it; else what is not taken is counted as lost.</param>
    private bool TryDeleteOldest(bool taken)
    {
        Segment oldest;
        List<(string Name, long From)> behind;
        lock (_gate)
        {
            if (_segments.Count < 2)
                return false;
            oldest = _segments[0];
            behind = [.. _places.Where(p => p.Value < oldest.Last).Select(p => (p.Key, ReadUpTo(p.Key, p.Value) + 1))];
            if (taken && behind.Count > 0)
                return false;
        }
        foreach (var (name, from) in behind)
        {
            if (from <= oldest.Last)
                _losses?.Dropped(LossCounter.Count(this, oldest, name, from));
        }
        lock (_gate)
        {
            if (behind.Count > 0)
                (_droppedFrom, _droppedUpTo) = (_droppedUpTo == 0 ? oldest.First : _droppedFrom, oldest.Last);
            _segments.RemoveAt(0);
        }
        Files.Delete(oldest.Path);
        Files.SyncDirectory(_directory);
        return true;
    }

    // What an open sink has read and not yet acknowledged is in its hands, not lost.
    private long ReadUpTo(string name, long acknowledged) =>
        Math.Max(acknowledged, _cursors.Find(c => c.Name == name)?.Position.Value ?? 0);
}
