using Millwright.Publish.Forwarding;

namespace Millwright.Publish.Stores.Postgres;

/// <summary>The forwarding of a plant's samples to a PostgreSQL database.</summary>
public static class PostgresSink
{
    /// <summary>The cursor's name, and the sink's in the ledger.</summary>
    public const string CursorName = "postgresql";

    /// <summary>Begins to forward.</summary>
    /// <param name="parts">What forwarding is made of.</param>
    /// <param name="options">The database, checked.</param>
    /// <param name="sink">Who writes, see <see cref="SinkIdentity"/>.</param>
    public static StoreForwarder Start(ForwardParts parts, PostgresOptions options, Guid sink)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return new(parts, CursorName, new PostgresTarget(options, sink, parts.Plant.ToString(), parts.Clock), options);
    }
}
