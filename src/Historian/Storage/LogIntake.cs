using Millwright.Flow.Log;
using Millwright.Historian.Codec;
using Millwright.Historian.Head;

namespace Millwright.Historian.Storage;

/// <summary>Takes batches from the log into memory, and acknowledges them once they are in files. One task runs it; others may ask for a file.</summary>
internal sealed class LogIntake
{
    /// <summary>What a sample takes in the log, roughly.</summary>
    private const int LogBytesPerSample = 5;

    private const int BatchesPerTurn = 64;

    private readonly ILogCursor _cursor;
    private readonly SampleHead _head;
    private readonly HeadFlush _flush;
    private readonly FlushLimits _limits;
    private readonly TimeProvider _clock;
    private readonly Lock _turn = new();
    private long _taken;
    private long _durable;
    private long _logBytes;
    private long? _oldestTaken;
    private long? _lastFailure;
    private volatile string? _alarm;

    /// <summary>Begins where the files end.</summary>
    /// <param name="cursor">Its place in the log.</param>
    /// <param name="head">Takes the samples.</param>
    /// <param name="flush">Writes them to files.</param>
    /// <param name="limits">When.</param>
    /// <param name="stored">Up to where the files have everything, though the cursor may not know it yet.</param>
    /// <param name="clock">For the limits.</param>
    public LogIntake(ILogCursor cursor, SampleHead head, HeadFlush flush, FlushLimits limits, LogPosition stored, TimeProvider clock)
    {
        _cursor = cursor;
        _head = head;
        _flush = flush;
        _limits = limits;
        _clock = clock;
        _durable = Math.Max(cursor.Acknowledged.Value, stored.Value);
        _taken = _durable;
    }

    /// <summary>The last place in the log whose samples answer queries.</summary>
    public LogPosition Taken => new(Interlocked.Read(ref _taken));

    /// <summary>The last place in the log whose samples are in files.</summary>
    public LogPosition Durable => new(Interlocked.Read(ref _durable));

    /// <summary>Why files cannot be written now.</summary>
    public string? Alarm => _alarm;

    private bool IsFull => _head.Bytes >= _limits.MaxBytes;

    private bool IsFlushDue =>
        _head.Bytes >= _limits.Bytes || _logBytes >= _limits.LogBytes
        || (_oldestTaken is { } oldest && _clock.GetElapsedTime(oldest) >= _limits.After);

    private bool MayFlush => _lastFailure is not { } failure || _clock.GetElapsedTime(failure) >= _limits.RetryAfter;

    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                if (TakeAvailable())
                    continue;
                if (IsFull)
                    await Task.Delay(_limits.RetryAfter, _clock, cancellation).ConfigureAwait(false);
                else
                    await WaitAsync(cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The end of the run.
        }
        TryFlush();
    }

    /// <summary>Takes what the log has, and writes a file when it is time.</summary>
    /// <returns>True when there may be more to take.</returns>
    public bool TakeAvailable()
    {
        using var alone = _turn.EnterScope();
        var taken = 0;
        while (taken < BatchesPerTurn && !IsFull && !(IsFlushDue && MayFlush) && _cursor.TryRead(out var entry))
        {
            Take(entry);
            taken++;
        }
        if (!IsFlushDue || !MayFlush)
            return taken == BatchesPerTurn;
        return TryFlush();
    }

    /// <summary>Writes what is in memory to a file and acknowledges it.</summary>
    /// <returns>False when it failed; <see cref="Alarm"/> says why.</returns>
    public bool TryFlush()
    {
        using var alone = _turn.EnterScope();
        try
        {
            _flush.Write(_cursor.Acknowledged, Taken);
            // What the files have from before a kill may lie ahead of what the cursor has given so far.
            var safe = Taken < _cursor.Position ? Taken : _cursor.Position;
            if (safe > _cursor.Acknowledged)
                _cursor.Acknowledge(safe);
            Interlocked.Exchange(ref _durable, _taken);
            _logBytes = 0;
            _oldestTaken = null;
            _lastFailure = null;
            _alarm = null;
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LogUnavailableException or BlockDamagedException)
        {
            _lastFailure = _clock.GetTimestamp();
            _alarm = $"the historian cannot write its files: {failure.Message}; free or repair the disk, samples stay in the log until then";
            return false;
        }
    }

    private async Task WaitAsync(CancellationToken cancellation)
    {
        using var timer = new CancellationTokenSource(IsFlushDue ? _limits.RetryAfter : UntilFlush(), _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        try
        {
            Take(await _cursor.ReadAsync(either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Time to write a file, not to take more.
        }
    }

    private TimeSpan UntilFlush()
    {
        var left = _oldestTaken is { } oldest ? _limits.After - _clock.GetElapsedTime(oldest) : _limits.After;
        return left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
    }

    private void Take(LogEntry entry)
    {
        using var batch = entry.Batch;
        using var alone = _turn.EnterScope();
        // What a kill between writing a file and telling the log left behind.
        if (entry.Position <= Taken)
            return;
        _head.Append(batch);
        Interlocked.Exchange(ref _taken, entry.Position.Value);
        _logBytes += (long)batch.Count * LogBytesPerSample;
        _oldestTaken ??= _clock.GetTimestamp();
    }
}
