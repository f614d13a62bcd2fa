using Millwright.Model;

namespace Millwright.Flow.Log;

/// <summary>A sink's place: newest batches come from memory, older ones from the segments.</summary>
/// <param name="log">The log.</param>
/// <param name="name">The sink's.</param>
/// <param name="acknowledged">Where it stands.</param>
/// <param name="eventsOnly">True for a sink of events: batches of samples are passed over and given as empty ones.</param>
internal sealed class LogCursor(SampleLog log, string name, long acknowledged, bool eventsOnly) : ILogCursor
{
    private readonly SemaphoreSlim _signal = new(0, 1);
    private SegmentReader? _reader;
    private long _position = acknowledged;
    private long _acknowledged = acknowledged;
    private long _skipped;
    private Timestamp _lastTime;
    private bool _disposed;

    public string Name => name;

    public LogPosition Position => new(Interlocked.Read(ref _position));

    public LogPosition Acknowledged => new(Interlocked.Read(ref _acknowledged));

    public async ValueTask<LogEntry> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (TryRead(out var entry))
                return entry;
            await _signal.WaitAsync(cancellation).ConfigureAwait(false);
            log.ThrowIfClosed();
        }
    }

    public bool TryRead(out LogEntry entry)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (log.TryLocate(_position, out var batch, out var segment, out var end, out var last))
        {
            if (batch is not null)
            {
                CloseReader();
                entry = Deliver(_position + 1, batch);
                return true;
            }
            if (TryReadFrom(segment!, end, last, null, out entry))
                return true;
        }
        entry = default;
        return false;
    }

    public bool TryTally(LogTally tally)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (log.TryLocate(_position, out var batch, out var segment, out var end, out var last))
        {
            if (batch is not null)
            {
                CloseReader();
                using (batch)
                    tally.Take(batch);
                Counted(_position + 1, tally);
                return true;
            }
            if (TryReadFrom(segment!, end, last, tally, out _))
                return true;
        }
        return false;
    }

    public void Acknowledge(LogPosition position)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (position > log.Committed)
            throw new ArgumentOutOfRangeException(nameof(position), $"{name} cannot acknowledge {position}: the log has committed up to {log.Committed}.");
        if (position.Value <= _acknowledged)
            return;
        if (position.Value > _position)
        {
            CloseReader();
            Interlocked.Exchange(ref _position, position.Value);
        }
        log.StoreCursor(name, position.Value);
        Interlocked.Exchange(ref _acknowledged, position.Value);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        CloseReader();
        log.Close(this);
        _signal.Dispose();
    }

    /// <summary>Wakes the reader; called under the log's lock.</summary>
    public void Signal()
    {
        if (!_disposed && _signal.CurrentCount == 0)
            _signal.Release();
    }

    private bool TryReadFrom(Segment segment, long end, long last, LogTally? tally, out LogEntry entry)
    {
        entry = default;
        if (!TryEnterSegment(segment, last))
            return false;
        while (_position < last)
        {
            var wanted = Math.Max(_position + 1, segment.First);
            var step = _reader!.Next(end);
            if (step is SegmentStep.End or SegmentStep.Seal)
            {
                // The segment should have held more.
                Lose(segment.Path, wanted, last, _reader.Offset, "batches are missing at the end of the segment");
                break;
            }
            if (step != SegmentStep.Batch || _reader.Position < wanted || _reader.Position > last)
                continue;
            var position = _reader.Position;
            if (position > wanted)
                Lose(segment.Path, wanted, position - 1, _reader.RecordOffset, "batches before it are damaged");
            if (tally is null && TryUnpack(end, out var batch))
            {
                entry = Deliver(position, batch!);
                return true;
            }
            if (tally is not null && _reader.TryTally(end, tally))
            {
                Counted(position, tally);
                return true;
            }
            Lose(segment.Path, position, position, _reader.RecordOffset, _reader.Problem);
        }
        return false;
    }

    private bool TryUnpack(long end, out SampleBatch? batch)
    {
        if (!eventsOnly || _reader!.IsEvents)
            return _reader!.TryDecode(end, out batch);
        batch = SampleBatch.Rent(1);
        return true;
    }

    private bool TryEnterSegment(Segment segment, long last)
    {
        if (_reader?.FirstPosition == segment.First)
            return true;
        CloseReader();
        // What lies between the places was either never acknowledged, or dropped, or its file is gone.
        if (segment.First > _position + 1)
        {
            _skipped += log.LostBetween(name, _position, segment);
            Interlocked.Exchange(ref _position, segment.First - 1);
        }
        if (!log.Files.Exists(segment.Path))
        {
            // Retention may have taken it since it was located; then the next look finds another.
            if (log.Holds(segment))
                Lose(segment.Path, segment.First, last, 0, "the file is missing");
            return false;
        }
        _reader = eventsOnly ? SegmentReader.OpenWithoutTags(log.Files, segment.Path) : SegmentReader.Open(log.Files, segment.Path, log.Tags);
        return true;
    }

    private void Lose(string path, long first, long last, long offset, string problem)
    {
        _skipped += last - first + 1;
        Interlocked.Exchange(ref _position, last);
        log.ReportDamage(
            name, new(path, offset, 0, new(first), new(last), problem, false), _lastTime);
    }

    private void Counted(long position, LogTally tally)
    {
        tally.Position = new(position);
        Interlocked.Exchange(ref _position, position);
        if (tally.Samples > 0)
            _lastTime = new(tally.Newest);
        else if (tally.Events.Count > 0)
            _lastTime = tally.Events[^1].ReceiveTime;
        _skipped = 0;
    }

    private LogEntry Deliver(long position, SampleBatch batch)
    {
        Interlocked.Exchange(ref _position, position);
        if (batch.Count > 0)
            _lastTime = new(batch.SourceTimes[^1]);
        else if (batch.Events.Count > 0)
            _lastTime = batch.Events[^1].ReceiveTime;
        var skipped = _skipped;
        _skipped = 0;
        return new(new(position), batch, skipped);
    }

    private void CloseReader()
    {
        _reader?.Dispose();
        _reader = null;
    }
}
