using Millwright.Flow.Ledger;
using Millwright.Flow.Log;

namespace Millwright.Flow.Sinks;

/// <summary>A sink's cursor whose every batch the ledger counts: taken when it is read, acknowledged when the sink has made it its own.</summary>
public sealed class CountedCursor(ILogCursor cursor, SinkAccount account) : ILogCursor
{
    public string Name => cursor.Name;

    public LogPosition Position => cursor.Position;

    public LogPosition Acknowledged => cursor.Acknowledged;

    public async ValueTask<LogEntry> ReadAsync(CancellationToken cancellation)
    {
        var entry = await cursor.ReadAsync(cancellation).ConfigureAwait(false);
        account.Took(entry.Position, entry.Batch);
        return entry;
    }

    public bool TryRead(out LogEntry entry)
    {
        if (!cursor.TryRead(out entry))
            return false;
        account.Took(entry.Position, entry.Batch);
        return true;
    }

    public void Acknowledge(LogPosition position)
    {
        cursor.Acknowledge(position);
        account.Acknowledged(position);
    }

    public void Dispose() => cursor.Dispose();
}
