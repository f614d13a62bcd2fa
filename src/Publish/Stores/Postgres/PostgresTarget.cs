using System.Net.Sockets;
using Millwright.Flow.Log;
using Millwright.Model;
using Npgsql;
using NpgsqlTypes;

namespace Millwright.Publish.Stores.Postgres;

/// <summary>
/// Writes samples with binary COPY into a staging table and from there into their partitions, and the place in the log with them in one
/// transaction: each sample is there once, whatever breaks in between. Of two samples of one tag and time the last written counts.
/// </summary>
internal sealed class PostgresTarget : IStoreTarget
{
    private const string Columns = "tag, time, nanos, value, text, kind, status, server, raw";
    private const string Staging = "millwright_staging";

    private readonly PostgresOptions _options;
    private readonly NpgsqlDataSource _source;
    private readonly PostgresSchema _schema;
    private readonly Guid _sink;
    private readonly string _plant;
    private readonly TimeProvider _clock;
    private readonly Dictionary<TagDefinition, int> _tags = new(ReferenceEqualityComparer.Instance as IEqualityComparer<TagDefinition>);
    private NpgsqlConnection? _connection;

    /// <param name="options">The database, checked.</param>
    /// <param name="sink">Who writes: one cursor on one log.</param>
    /// <param name="plant">The plant's path, for people who look into the table of cursors.</param>
    /// <param name="clock">The time.</param>
    public PostgresTarget(PostgresOptions options, Guid sink, string plant, TimeProvider clock)
    {
        (_options, _sink, _plant, _clock) = (options, sink, plant, clock);
        _source = options.Open();
        _schema = new(options.Schema, options.DaysAhead, clock);
    }

    public string Address => _options.Address;

    public async Task<LogPosition?> OpenAsync(CancellationToken cancellation)
    {
        await CloseAsync().ConfigureAwait(false);
        try
        {
            _connection = await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            await _schema.MakeAsync(_connection, _options.Timescale, cancellation).ConfigureAwait(false);
            await ExecuteAsync(
                $"CREATE TEMP TABLE IF NOT EXISTS {Staging} (ord integer, tag integer, time timestamptz, nanos smallint, value double precision, text text, kind smallint, status bigint, server bigint, raw bytea) ON COMMIT DELETE ROWS",
                cancellation).ConfigureAwait(false);
            var command = new NpgsqlCommand($"SELECT position FROM {_schema.Cursors} WHERE sink = $1", _connection) { Parameters = { new() { Value = _sink } } };
            await using (command.ConfigureAwait(false))
                return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is long position ? new(position) : null;
        }
        catch (Exception e) when (IsAway(e))
        {
            throw await GoneAsync(e).ConfigureAwait(false);
        }
    }

    public async Task<StoreOutcome> WriteAsync(IReadOnlyList<StoreRow> rows, LogPosition through, CancellationToken cancellation)
    {
        if (_connection is null)
            throw new StoreUnavailableException("the connection is closed");
        try
        {
            var kept = new List<StoreRow>(rows.Count);
            var latest = Timestamp.Now(_clock) + TimeSpan.FromDays(_options.DaysAhead);
            foreach (var row in rows)
            {
                if (row.Sample.SourceTime >= PostgresSchema.Oldest && row.Sample.SourceTime <= latest)
                    kept.Add(row);
            }
            await _schema.MakeDaysAsync(_connection, kept.Select(r => DateOnly.FromDateTime(r.Sample.SourceTime.ToDateTime())).Distinct().ToList(), cancellation).ConfigureAwait(false);
            await KnowAsync(kept, cancellation).ConfigureAwait(false);
            var refused = new Refusals { Count = rows.Count - kept.Count, First = rows.Count > kept.Count ? $"samples lie before 1970 or more than {_options.DaysAhead} days ahead" : null };
            var transaction = await _connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                // What is acknowledged is durable, whatever the server's default is.
                await ExecuteAsync("SET LOCAL synchronous_commit = on", cancellation).ConfigureAwait(false);
                await StoreAsync(transaction, kept, 0, kept.Count, refused, cancellation).ConfigureAwait(false);
                await MoveAsync(through, cancellation).ConfigureAwait(false);
                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            }
            return new(rows.Count - refused.Count, refused.Count, refused.First);
        }
        catch (Exception e) when (IsAway(e))
        {
            throw await GoneAsync(e).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Stores a part; when the server refuses it for its content, the halves of it, down to the one sample that is refused.</summary>
    private async Task StoreAsync(NpgsqlTransaction transaction, List<StoreRow> rows, int from, int to, Refusals refused, CancellationToken cancellation)
    {
        if (from == to)
            return;
        const string mark = "part";
        await transaction.SaveAsync(mark, cancellation).ConfigureAwait(false);
        try
        {
            await CopyAsync(rows, from, to, cancellation).ConfigureAwait(false);
            await ExecuteAsync(
                $"""
                INSERT INTO {_schema.Samples} ({Columns})
                SELECT DISTINCT ON (tag, time, nanos) {Columns} FROM {Staging} ORDER BY tag, time, nanos, ord DESC
                ON CONFLICT (tag, time, nanos) DO UPDATE SET value = EXCLUDED.value, text = EXCLUDED.text, kind = EXCLUDED.kind,
                  status = EXCLUDED.status, server = EXCLUDED.server, raw = EXCLUDED.raw;
                TRUNCATE {Staging}
                """,
                cancellation).ConfigureAwait(false);
            await transaction.ReleaseAsync(mark, cancellation).ConfigureAwait(false);
            return;
        }
        catch (PostgresException e) when (IsOfContent(e))
        {
            await transaction.RollbackAsync(mark, cancellation).ConfigureAwait(false);
            await transaction.ReleaseAsync(mark, cancellation).ConfigureAwait(false);
            if (to - from == 1)
            {
                refused.Count++;
                refused.First ??= $"{rows[from].Path}: {e.MessageText}";
                return;
            }
        }
        var middle = from + ((to - from) / 2);
        await StoreAsync(transaction, rows, from, middle, refused, cancellation).ConfigureAwait(false);
        await StoreAsync(transaction, rows, middle, to, refused, cancellation).ConfigureAwait(false);
    }

    private async Task CopyAsync(List<StoreRow> rows, int from, int to, CancellationToken cancellation)
    {
        var importer = await _connection!.BeginBinaryImportAsync($"COPY {Staging} (ord, {Columns}) FROM STDIN (FORMAT BINARY)", cancellation).ConfigureAwait(false);
        await using (importer.ConfigureAwait(false))
        {
            for (var i = from; i < to; i++)
            {
                var (tag, _, sample) = rows[i];
                var value = PostgresValue.Of(sample.Value);
                var ticks = sample.SourceTime.Ticks;
                await importer.StartRowAsync(cancellation).ConfigureAwait(false);
                await importer.WriteAsync(i, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                await importer.WriteAsync(_tags[tag], NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                await importer.WriteAsync(PostgresTime.Microsecond(ticks), NpgsqlDbType.TimestampTz, cancellation).ConfigureAwait(false);
                await importer.WriteAsync(PostgresTime.Nanos(ticks), NpgsqlDbType.Smallint, cancellation).ConfigureAwait(false);
                await WriteAsync(importer, value.Number, NpgsqlDbType.Double, cancellation).ConfigureAwait(false);
                await WriteAsync(importer, value.Text, NpgsqlDbType.Text, cancellation).ConfigureAwait(false);
                await importer.WriteAsync((short)sample.Value.Kind, NpgsqlDbType.Smallint, cancellation).ConfigureAwait(false);
                await importer.WriteAsync((long)sample.Quality.Code, NpgsqlDbType.Bigint, cancellation).ConfigureAwait(false);
                await WriteAsync(importer, sample.ServerTime.IsNone ? null : (long?)sample.ServerTime.Ticks, NpgsqlDbType.Bigint, cancellation).ConfigureAwait(false);
                await WriteAsync(importer, value.Raw, NpgsqlDbType.Bytea, cancellation).ConfigureAwait(false);
            }
            await importer.CompleteAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static async Task WriteAsync<T>(NpgsqlBinaryImporter importer, T? value, NpgsqlDbType type, CancellationToken cancellation) where T : struct
    {
        if (value is { } some)
            await importer.WriteAsync(some, type, cancellation).ConfigureAwait(false);
        else
            await importer.WriteNullAsync(cancellation).ConfigureAwait(false);
    }

    private static async Task WriteAsync<T>(NpgsqlBinaryImporter importer, T? value, NpgsqlDbType type, CancellationToken cancellation) where T : class
    {
        if (value is { } some)
            await importer.WriteAsync(some, type, cancellation).ConfigureAwait(false);
        else
            await importer.WriteNullAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Sees that the tags of rows have a number in the database, and the path that they have now.</summary>
    private async Task KnowAsync(List<StoreRow> rows, CancellationToken cancellation)
    {
        var unknown = rows.Where(r => !_tags.ContainsKey(r.Tag)).DistinctBy(r => r.Tag.Id).ToList();
        if (unknown.Count == 0)
            return;
        var command = new NpgsqlCommand(
            $"""
            INSERT INTO {_schema.Tags} (uuid, path, connection, kind, unit) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
            ON CONFLICT (uuid) DO UPDATE SET path = EXCLUDED.path, connection = EXCLUDED.connection, kind = EXCLUDED.kind, unit = EXCLUDED.unit
            RETURNING uuid, id
            """,
            _connection)
        {
            Parameters =
            {
                new() { Value = unknown.Select(r => r.Tag.Id.Value).ToArray() },
                new() { Value = unknown.Select(r => r.Path).ToArray() },
                new() { Value = unknown.Select(r => r.Tag.Connection).ToArray() },
                new() { Value = unknown.Select(r => r.Tag.Kind.Word()).ToArray() },
                new() { Value = unknown.Select(r => r.Tag.Unit?.ToString()).ToArray() },
            },
        };
        var numbers = new Dictionary<Guid, int>();
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                    numbers.Add(reader.GetGuid(0), reader.GetInt32(1));
            }
        }
        foreach (var row in rows)
        {
            if (numbers.TryGetValue(row.Tag.Id.Value, out var number))
                _tags[row.Tag] = number;
        }
    }

    private async Task MoveAsync(LogPosition through, CancellationToken cancellation)
    {
        var command = new NpgsqlCommand(
            $"INSERT INTO {_schema.Cursors} (sink, plant, position, at) VALUES ($1, $2, $3, now()) ON CONFLICT (sink) DO UPDATE SET plant = EXCLUDED.plant, position = EXCLUDED.position, at = now()",
            _connection)
        {
            Parameters = { new() { Value = _sink }, new() { Value = _plant }, new() { Value = through.Value } },
        };
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        var command = new NpgsqlCommand(sql, _connection);
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<StoreUnavailableException> GoneAsync(Exception why)
    {
        await CloseAsync().ConfigureAwait(false);
        return new(why is PostgresException { MessageText: var text } ? text : why.Message, why);
    }

    private async Task CloseAsync()
    {
        _tags.Clear();
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
            await connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>What the server says of the rows themselves: classes 22 (data exception) and 23 (integrity constraint violation) of SQL.</summary>
    private static bool IsOfContent(PostgresException e) => e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState.StartsWith("23", StringComparison.Ordinal);

    private static bool IsAway(Exception e) => e is NpgsqlException or SocketException or IOException or TimeoutException or InvalidOperationException;

    private sealed class Refusals
    {
        public int Count { get; set; }

        public string? First { get; set; }
    }
}
