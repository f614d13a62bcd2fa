using System.Globalization;
using Millwright.Model;
using Npgsql;

namespace Millwright.Publish.Stores.Postgres;

/// <summary>The tables of the plant in a database (docs/howto/postgresql.md), made where they are missing.</summary>
/// <param name="schema">Their schema.</param>
/// <param name="daysAhead">Days of partitions made ahead.</param>
/// <param name="clock">The time.</param>
internal sealed class PostgresSchema(string schema, int daysAhead, TimeProvider clock)
{
    /// <summary>Days with samples that are known to have a partition.</summary>
    private const int MaxKnownDays = 10_000;

    private readonly HashSet<DateOnly> _days = [];
    private bool _isHypertable;

    /// <summary>The oldest time that is stored: before it lies the clock of a device that has none.</summary>
    public static Timestamp Oldest { get; } = Timestamp.From(new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public string Samples { get; } = $"{schema}.samples";

    public string Tags { get; } = $"{schema}.tags";

    public string Cursors { get; } = $"{schema}.cursors";

    /// <summary>Makes schema and tables.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="timescale">Whether TimescaleDB is used where the server has it.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task MakeAsync(NpgsqlConnection connection, bool timescale, CancellationToken cancellation)
    {
        _days.Clear();
        if (!await IsThereAsync(connection, cancellation).ConfigureAwait(false))
            await MakeTablesAsync(connection, timescale && await HasTimescaleAsync(connection, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        _isHypertable = !await IsPartitionedAsync(connection, cancellation).ConfigureAwait(false);
        await MakeDaysAsync(connection, [], cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes the partitions of days that have none, and some ahead.</summary>
    public async Task MakeDaysAsync(NpgsqlConnection connection, IEnumerable<DateOnly> days, CancellationToken cancellation)
    {
        if (_isHypertable)
            return;
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (_days.Count > MaxKnownDays)
            _days.Clear();
        foreach (var day in days.Concat(Enumerable.Range(0, daysAhead + 1).Select(today.AddDays)).Distinct().Order())
        {
            if (_days.Contains(day))
                continue;
            var name = $"{Samples}_{day.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}";
            var (from, to) = (Iso(day), Iso(day.AddDays(1)));
            // Asked for first: to make a partition locks out who reads, to find that it is there does not.
            await ExecuteAsync(
                connection, $"DO $$ BEGIN IF to_regclass('{name}') IS NULL THEN CREATE TABLE {name} PARTITION OF {Samples} FOR VALUES FROM ('{from}') TO ('{to}'); END IF; END $$",
                cancellation).ConfigureAwait(false);
            _days.Add(day);
        }
    }

    private static string Iso(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd} 00:00:00+00");

    private async Task MakeTablesAsync(NpgsqlConnection connection, bool timescale, CancellationToken cancellation)
    {
        // One at a time may make them; the others find them made.
        await ExecuteAsync(
            connection,
            $"""
            BEGIN;
            SELECT pg_advisory_xact_lock(hashtext('millwright {schema}'));
            CREATE SCHEMA IF NOT EXISTS {schema};
            CREATE TABLE IF NOT EXISTS {Tags} (
              id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, uuid uuid NOT NULL UNIQUE, path text NOT NULL, connection text NOT NULL, kind text NOT NULL, unit text);
            CREATE TABLE IF NOT EXISTS {Cursors} (sink uuid PRIMARY KEY, plant text NOT NULL, position bigint NOT NULL, at timestamptz NOT NULL);
            CREATE TABLE IF NOT EXISTS {Samples} (
              tag integer NOT NULL, time timestamptz NOT NULL, nanos smallint NOT NULL, value double precision, text text, kind smallint NOT NULL, status bigint NOT NULL,
              server bigint, raw bytea, PRIMARY KEY (tag, time, nanos)){(timescale ? "" : " PARTITION BY RANGE (time)")};
            CREATE OR REPLACE VIEW {schema}.history AS
              SELECT t.path AS tag, s.time, s.nanos, s.value, s.text, s.kind, s.status FROM {Samples} s JOIN {Tags} t ON t.id = s.tag;
            COMMIT
            """,
            cancellation).ConfigureAwait(false);
        if (timescale)
        {
            await ExecuteAsync(
                connection,
                $"""
                CREATE EXTENSION IF NOT EXISTS timescaledb;
                SELECT create_hypertable('{Samples}', 'time', chunk_time_interval => INTERVAL '1 day', if_not_exists => true);
                ALTER TABLE {Samples} SET (timescaledb.compress, timescaledb.compress_segmentby = 'tag', timescaledb.compress_orderby = 'time, nanos');
                SELECT add_compression_policy('{Samples}', INTERVAL '7 days', if_not_exists => true)
                """,
                cancellation).ConfigureAwait(false);
        }
    }

    private async Task<bool> IsThereAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        await AskAsync(connection, $"SELECT to_regclass('{Samples}') IS NOT NULL", cancellation).ConfigureAwait(false);

    private static async Task<bool> HasTimescaleAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        await AskAsync(connection, "SELECT EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'timescaledb')", cancellation).ConfigureAwait(false);

    private async Task<bool> IsPartitionedAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        await AskAsync(connection, $"SELECT relkind = 'p' FROM pg_class WHERE oid = '{Samples}'::regclass", cancellation).ConfigureAwait(false);

    private static async Task<bool> AskAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
            return (bool)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
