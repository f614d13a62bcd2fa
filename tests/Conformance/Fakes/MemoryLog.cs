using Millwright.Flow.Log;
using Millwright.Flow.Tags;
using Millwright.Historian;
using Millwright.Model;

namespace Millwright.Fakes;

/// <summary>A log with one cursor that loses nothing: it outlives the store that is tested.</summary>
internal sealed class MemoryLog
{
    private readonly Lock _gate = new();
    private readonly List<SampleBatch> _batches = [];

    public TagTable Tags { get; } = new();

    /// <summary>What the sink has made its own.</summary>
    public LogPosition Acknowledged { get; set; }

    public LogPosition Committed
    {
        get
        {
            lock (_gate)
                return new(_batches.Count);
        }
    }

    public LogPosition Append(params ReadOnlySpan<(TagId Tag, StoredSample Sample)> samples)
    {
        var batch = SampleBatch.Rent(Math.Max(1, samples.Length));
        foreach (var (tag, sample) in samples)
            batch.Add(Handle(tag), sample.SourceTime, sample.Value, sample.Quality, sample.ServerTime);
        lock (_gate)
            _batches.Add(batch);
        return Committed;
    }

    /// <summary>A cursor where the sink last acknowledged, as after a restart.</summary>
    public ILogCursor OpenCursor() => new Cursor(this);

    private TagHandle Handle(TagId tag) => Tags.Know([new TagDefinition
    {
        Id = tag,
        Path = TagPath.Parse("plant/" + tag),
        Kind = TagKind.Float64,
        Connection = "test",
        Address = "0",
    }])[0];

    private sealed class Cursor(MemoryLog log) : ILogCursor
    {
        private LogPosition _position = log.Acknowledged;

        public string Name => "historian";

        public LogPosition Position => _position;

        public LogPosition Acknowledged => log.Acknowledged;

        public ValueTask<LogEntry> ReadAsync(CancellationToken cancellation) =>
            TryRead(out var entry) ? new(entry) : new(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation)
                .ContinueWith<LogEntry>(_ => throw new OperationCanceledException(cancellation), TaskScheduler.Default));

        public bool TryRead(out LogEntry entry)
        {
            lock (log._gate)
            {
                entry = default;
                if (_position >= new LogPosition(log._batches.Count))
                    return false;
                _position = new(_position.Value + 1);
                entry = new(_position, log._batches[(int)_position.Value - 1].Retain(), 0);
                return true;
            }
        }

        public void Acknowledge(LogPosition position)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(position, _position);
            log.Acknowledged = position;
        }

        public void Dispose()
        {
        }
    }
}
