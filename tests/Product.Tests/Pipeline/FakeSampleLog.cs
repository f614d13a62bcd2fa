using Millwright.Flow.Log;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Product.Tests.Pipeline;

/// <summary>A log in memory that commits when told, fails when told, and makes appenders wait when told.</summary>
internal sealed class FakeSampleLog : ISampleLog
{
    private readonly Lock _gate = new();
    private readonly List<(Sample[] Samples, IReadOnlyList<Event> Events, TaskCompletionSource Done, bool Failed)> _batches = [];
    private readonly Dictionary<string, LogPosition> _acknowledged = [];
    private TaskCompletionSource? _blocked;
    private int _committed;

    public bool AutoCommit { get; set; } = true;

    public LogUnavailableException? Refuses { get; set; }

    public event Action<LogPosition>? CommittedChanged;

    public LogPosition Committed
    {
        get
        {
            lock (_gate)
                return new(_committed);
        }
    }

    /// <summary>All samples that are committed, in order.</summary>
    public IReadOnlyList<Sample> Samples
    {
        get
        {
            lock (_gate)
                return [.. _batches.Take(_committed).Where(b => !b.Failed).SelectMany(b => b.Samples)];
        }
    }

    /// <summary>All events that are committed, in order.</summary>
    public IReadOnlyList<Event> Events
    {
        get
        {
            lock (_gate)
                return [.. _batches.Take(_committed).Where(b => !b.Failed).SelectMany(b => b.Events)];
        }
    }

    public void Block() => _blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Unblock() => Interlocked.Exchange(ref _blocked, null)?.SetResult();

    public async ValueTask<LogPosition> AppendAsync(SampleBatch batch, CancellationToken cancellation)
    {
        if (_blocked is { } blocked)
            await blocked.Task.WaitAsync(cancellation);
        if (Refuses is { } refusal)
            throw refusal;
        int position;
        lock (_gate)
        {
            _batches.Add(([.. Enumerable.Range(0, batch.Count).Select(i => batch[i])], batch.Events, new(TaskCreationOptions.RunContinuationsAsynchronously), false));
            position = _batches.Count;
        }
        if (AutoCommit)
            Commit();
        return new(position);
    }

    public void Commit(int? through = null)
    {
        lock (_gate)
        {
            for (; _committed < (through ?? _batches.Count); _committed++)
                _batches[_committed].Done.TrySetResult();
        }
        CommittedChanged?.Invoke(Committed);
    }

    /// <summary>The next batch is never committed, what comes after it may be.</summary>
    public void FailNext(GapCause cause)
    {
        lock (_gate)
        {
            _batches[_committed].Done.TrySetException(new LogUnavailableException("no space left", "free the disk", cause));
            _batches[_committed] = _batches[_committed] with { Failed = true };
            _committed++;
        }
    }

    /// <summary>A batch will never be committed; nothing else happens yet.</summary>
    public void Spoil(int position, GapCause cause)
    {
        lock (_gate)
        {
            _batches[position - 1].Done.TrySetException(new LogUnavailableException("no space left", "free the disk", cause));
            _batches[position - 1] = _batches[position - 1] with { Failed = true };
        }
    }

    /// <summary>What a kill leaves: committed batches alone.</summary>
    public void Crash()
    {
        lock (_gate)
            _batches.RemoveRange(_committed, _batches.Count - _committed);
    }

    public async ValueTask WhenCommittedAsync(LogPosition position, CancellationToken cancellation)
    {
        Task done;
        lock (_gate)
            done = _batches[(int)position.Value - 1].Done.Task;
        await done.WaitAsync(cancellation);
    }

    public ILogCursor OpenCursor(string name) => new Cursor(this, name);

    private sealed class Cursor(FakeSampleLog log, string name) : ILogCursor
    {
        public string Name => name;

        public LogPosition Position { get; private set; } = log._acknowledged.GetValueOrDefault(name);

        public LogPosition Acknowledged => log._acknowledged.GetValueOrDefault(name);

        public ValueTask<LogEntry> ReadAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public bool TryRead(out LogEntry entry)
        {
            entry = default;
            lock (log._gate)
            {
                while (Position.Value < log._committed)
                {
                    var (samples, events, _, failed) = log._batches[(int)Position.Value];
                    Position = new(Position.Value + 1);
                    if (failed)
                        continue;
                    var batch = events.Count > 0 ? SampleBatch.OfEvents(events) : SampleBatch.Rent(samples.Length);
                    foreach (var sample in samples)
                        batch.Add(sample);
                    entry = new(Position, batch, 0);
                    return true;
                }
            }
            return false;
        }

        public void Acknowledge(LogPosition position) => log._acknowledged[name] = position;

        public void Dispose()
        {
        }
    }
}
