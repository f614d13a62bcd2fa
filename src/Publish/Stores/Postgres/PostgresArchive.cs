using System.Globalization;
using System.Text;
using Millwright.Model;
using Npgsql;

namespace Millwright.Publish.Stores.Postgres;

/// <summary>A tag as the plant has it now.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Path">Below the plant.</param>
/// <param name="Connection">Its connection.</param>
/// <param name="Kind">The word of its kind.</param>
/// <param name="Unit">Its unit, null for none.</param>
public sealed record PostgresTag(Guid Id, string Path, string Connection, string Kind, string? Unit);

/// <summary>
/// CSV files of samples (docs/howto/parquet.md) into the tables that forwarding fills and out of them, both with COPY. What a file brought is
/// remembered in the same transaction, so that an export which breaks off goes on where it was. All throw <see cref="NpgsqlException"/>.
/// </summary>
public sealed class PostgresArchive : IDisposable
{
    private const string Staging = "millwright_file";

    private static readonly string Kinds = string.Join(
        ", ", Enum.GetValues<TagKind>().Select(k => string.Create(CultureInfo.InvariantCulture, $"('{k.Word()}', {(int)k})")));

    private readonly PostgresOptions _options;
    private readonly NpgsqlDataSource _source;
    private readonly PostgresSchema _schema;

    /// <param name="options">The database, checked.</param>
    /// <param name="clock">The time.</param>
    public PostgresArchive(PostgresOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _source = options.Open();
        _schema = new(options.Schema, options.DaysAhead, clock);
    }

    private string Files => $"{_options.Schema}.files";

    /// <summary>Makes the tables that are missing.</summary>
    public async Task MakeAsync(CancellationToken cancellation)
    {
        var connection = await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await _schema.MakeAsync(connection, _options.Timescale, cancellation).ConfigureAwait(false);
            await ExecuteAsync(connection, $"CREATE TABLE IF NOT EXISTS {Files} (path text PRIMARY KEY, bytes bigint NOT NULL, sha256 text NOT NULL, content text)", cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>What was brought by a file of this name, null when there was none.</summary>
    public async Task<(long Bytes, string Sha256, string? Content)?> FindAsync(string path, CancellationToken cancellation)
    {
        var command = _source.CreateCommand($"SELECT bytes, sha256, content FROM {Files} WHERE path = $1");
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new() { Value = path });
            var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await reader.ReadAsync(cancellation).ConfigureAwait(false)
                    ? (reader.GetInt64(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2))
                    : null;
            }
        }
    }

    /// <summary>Keeps a text as it is.</summary>
    public async Task KeepTextAsync(string path, string text, string sha256, CancellationToken cancellation)
    {
        var connection = await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
            await RememberAsync(connection, path, Encoding.UTF8.GetByteCount(text), sha256, text, cancellation).ConfigureAwait(false);
    }

    /// <summary>Puts the samples of a file into the tables, in the place of those of the same tag and time.</summary>
    /// <param name="path">What it is called.</param>
    /// <param name="file">The CSV file, in our own form.</param>
    /// <param name="sha256">Its checksum.</param>
    /// <param name="day">The day of UTC that its samples are of.</param>
    /// <param name="tags">The tags of the plant.</param>
    /// <param name="cancellation">Stops it; nothing is changed then.</param>
    /// <returns>How many samples the file has.</returns>
    /// <exception cref="InvalidDataException">A tag of the file is not among those of the plant.</exception>
    public async Task<long> KeepAsync(string path, string file, string sha256, DateOnly day, IReadOnlyList<PostgresTag> tags, CancellationToken cancellation)
    {
        var connection = await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await _schema.MakeDaysAsync(connection, [day], cancellation).ConfigureAwait(false);
            var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await ExecuteAsync(
                    connection, $"CREATE TEMP TABLE {Staging} (tag text, time timestamptz, nanos smallint, value double precision, text text, kind text, quality text, status bigint) ON COMMIT DROP", cancellation)
                    .ConfigureAwait(false);
                var bytes = await CopyInAsync(connection, file, cancellation).ConfigureAwait(false);
                var rows = await TagsAsync(connection, tags, cancellation).ConfigureAwait(false);
                await ExecuteAsync(connection, InsertSamples, cancellation).ConfigureAwait(false);
                await RememberAsync(connection, path, bytes, sha256, null, cancellation).ConfigureAwait(false);
                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
                return rows;
            }
        }
    }

    /// <summary>The days of UTC that have samples.</summary>
    public async Task<IReadOnlyList<DateOnly>> DaysAsync(CancellationToken cancellation)
    {
        var days = new List<DateOnly>();
        // From one day to the next by the index of the partitions, not over all samples.
        var command = _source.CreateCommand(
            $"""
            WITH RECURSIVE d(day) AS (
              SELECT date_trunc('day', min(time) AT TIME ZONE 'UTC')::date FROM {_schema.Samples}
              UNION ALL
              SELECT (SELECT date_trunc('day', min(time) AT TIME ZONE 'UTC')::date FROM {_schema.Samples} WHERE time >= (d.day + 1)::timestamp AT TIME ZONE 'UTC') FROM d WHERE d.day IS NOT NULL)
            SELECT day FROM d WHERE day IS NOT NULL
            """);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                    days.Add(reader.GetFieldValue<DateOnly>(0));
            }
        }
        return days;
    }

    /// <summary>Writes the samples of a day as a CSV file in our own form.</summary>
    public async Task CopyAsync(DateOnly day, string file, CancellationToken cancellation)
    {
        var connection = await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await ExecuteAsync(connection, "SET TIME ZONE 'UTC'", cancellation).ConfigureAwait(false);
            var sql = string.Create(CultureInfo.InvariantCulture, $"""
                COPY (
                  SELECT t.path AS tag, s.time, s.nanos, s.value, CASE WHEN s.kind = {(int)TagKind.Bytes} THEN encode(s.raw, 'hex') ELSE s.text END AS text, k.word AS kind, s.status
                  FROM {_schema.Samples} s JOIN {_schema.Tags} t ON t.id = s.tag JOIN (VALUES {Kinds}) k(word, number) ON k.number = s.kind
                  WHERE s.time >= '{day:yyyy-MM-dd} 00:00:00+00' AND s.time < '{day.AddDays(1):yyyy-MM-dd} 00:00:00+00' ORDER BY 1, 2, 3
                ) TO STDOUT (FORMAT csv, HEADER true)
                """);
            using var reader = await connection.BeginTextExportAsync(sql, cancellation).ConfigureAwait(false);
            var writer = new StreamWriter(file);
            await using (writer.ConfigureAwait(false))
            {
                var buffer = new char[64 << 10];
                while (await reader.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var read and > 0)
                    await writer.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _source.Dispose();

    private string InsertSamples => string.Create(CultureInfo.InvariantCulture, $"""
        INSERT INTO {_schema.Samples} (tag, time, nanos, value, text, kind, status, server, raw)
        SELECT DISTINCT ON (t.id, f.time, f.nanos) t.id, f.time, f.nanos, f.value, CASE WHEN f.kind <> 'bytes' THEN f.text END, k.number, f.status, NULL,
          CASE WHEN f.kind = 'bytes' THEN decode(coalesce(f.text, ''), 'hex') END
        FROM {Staging} f JOIN {_schema.Tags} t ON t.uuid = f.uuid JOIN (VALUES {Kinds}) k(word, number) ON k.word = f.kind
        ORDER BY t.id, f.time, f.nanos
        ON CONFLICT (tag, time, nanos) DO UPDATE SET value = EXCLUDED.value, text = EXCLUDED.text, kind = EXCLUDED.kind, status = EXCLUDED.status, raw = EXCLUDED.raw
        """);

    private static async Task<long> CopyInAsync(NpgsqlConnection connection, string file, CancellationToken cancellation)
    {
        var writer = await connection.BeginTextImportAsync($"COPY {Staging} FROM STDIN (FORMAT csv, HEADER true)", cancellation).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            using var reader = new StreamReader(file);
            var buffer = new char[64 << 10];
            while (await reader.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var read and > 0)
                await writer.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
        }
        return new FileInfo(file).Length;
    }

    /// <summary>Gives each row the identity of its tag, and each tag a number.</summary>
    private async Task<long> TagsAsync(NpgsqlConnection connection, IReadOnlyList<PostgresTag> tags, CancellationToken cancellation)
    {
        var command = new NpgsqlCommand(
            $"""
            ALTER TABLE {Staging} ADD COLUMN uuid uuid;
            CREATE TEMP TABLE millwright_tags ON COMMIT DROP AS SELECT * FROM unnest(@id::uuid[], @path::text[], @connection::text[], @kind::text[], @unit::text[]) t(uuid, path, connection, kind, unit);
            UPDATE {Staging} f SET uuid = t.uuid FROM millwright_tags t WHERE t.path = f.tag;
            INSERT INTO {_schema.Tags} (uuid, path, connection, kind, unit) SELECT t.* FROM millwright_tags t WHERE EXISTS (SELECT 1 FROM {Staging} f WHERE f.uuid = t.uuid)
            ON CONFLICT (uuid) DO UPDATE SET path = EXCLUDED.path, connection = EXCLUDED.connection, kind = EXCLUDED.kind, unit = EXCLUDED.unit
            """,
            connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.AddWithValue("id", tags.Select(t => t.Id).ToArray());
            command.Parameters.AddWithValue("path", tags.Select(t => t.Path).ToArray());
            command.Parameters.AddWithValue("connection", tags.Select(t => t.Connection).ToArray());
            command.Parameters.AddWithValue("kind", tags.Select(t => t.Kind).ToArray());
            command.Parameters.AddWithValue("unit", tags.Select(t => t.Unit).ToArray());
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
        var unknown = new NpgsqlCommand($"SELECT count(*), min(tag) FILTER (WHERE uuid IS NULL) FROM {Staging}", connection);
        await using (unknown.ConfigureAwait(false))
        {
            var reader = await unknown.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellation).ConfigureAwait(false);
                return reader.IsDBNull(1) ? reader.GetInt64(0) : throw new InvalidDataException($"the plant has no tag {reader.GetString(1)}");
            }
        }
    }

    private async Task RememberAsync(NpgsqlConnection connection, string path, long bytes, string sha256, string? content, CancellationToken cancellation)
    {
        var command = new NpgsqlCommand(
            $"INSERT INTO {Files} VALUES ($1, $2, $3, $4) ON CONFLICT (path) DO UPDATE SET bytes = EXCLUDED.bytes, sha256 = EXCLUDED.sha256, content = EXCLUDED.content", connection)
        {
            Parameters = { new() { Value = path }, new() { Value = bytes }, new() { Value = sha256 }, new() { Value = (object?)content ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text } },
        };
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
