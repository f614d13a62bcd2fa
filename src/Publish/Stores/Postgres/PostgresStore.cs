using System.Runtime.CompilerServices;
using Millwright.Historian;
using Millwright.Historian.Queries;
using Millwright.Model;
using Npgsql;
using NpgsqlTypes;

namespace Millwright.Publish.Stores.Postgres;

/// <summary>The history in a PostgreSQL database, by the contract that the embedded historian answers by.</summary>
public sealed class PostgresStore : IHistoryStore, IAsyncDisposable
{
    private const string Row = "s.time, s.nanos, s.kind, s.value, s.text, s.raw, s.status, s.server";
    private const int MaxBuckets = 100_000;

    private readonly NpgsqlDataSource _source;
    private readonly PostgresSchema _schema;
    private readonly TimeProvider _clock;

    /// <param name="options">The database, checked.</param>
    /// <param name="clock">The time.</param>
    public PostgresStore(PostgresOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        _source = options.Open();
        _schema = new(options.Schema, options.DaysAhead, clock);
        _clock = clock;
    }

    public bool TryGetLast(TagId tag, out StoredSample sample)
    {
        using var connection = _source.OpenConnection();
        using var command = Command(connection, $"SELECT {Row} FROM {Of} ORDER BY s.time DESC, s.nanos DESC LIMIT 1", tag);
        using var reader = command.ExecuteReader();
        var isThere = reader.Read();
        sample = isThere ? Read(reader) : default;
        return isThere;
    }

    public async IAsyncEnumerable<StoredSample> ReadRawAsync(
        TagId tag, Timestamp from, Timestamp to, int limit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (to <= from || limit <= 0)
            yield break;
        var connection = await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = Command(connection, $"SELECT {Row} FROM {Of} AND {Range} ORDER BY s.time, s.nanos LIMIT {limit}", tag, from, to);
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                        yield return Read(reader);
                }
            }
        }
    }

    public async ValueTask<long> CountAsync(TagId tag, Timestamp from, Timestamp to, CancellationToken cancellation)
    {
        var connection = await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = Command(connection, $"SELECT count(*) FROM {Of} AND {Range}", tag, from, to);
            await using (command.ConfigureAwait(false))
                return (long)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
        }
    }

    public async ValueTask<IReadOnlyList<Bucket>> DownsampleAsync(TagId tag, Timestamp from, Timestamp to, int buckets, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(buckets);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(buckets, MaxBuckets);
        if (to <= from)
            return [];
        // Counted in 100 ns and divided as whole numbers, since a bucket begins at from + span * number / buckets, cut: the greatest number that is not behind x is this one.
        var ticks = $"(extract(epoch FROM s.time - $2) * 10000000 + s.nanos / 100 - $3 / 100)";
        var number = $"(div(({ticks} + 1) * $6 + $7 - 1, $7) - 1)";
        var isNumber = "s.status < 2147483648 AND s.value <> 'NaN'";
        var sql = $"""
            SELECT {number}::bigint AS n, min(s.value) FILTER (WHERE {isNumber}), max(s.value) FILTER (WHERE {isNumber}), avg(s.value) FILTER (WHERE {isNumber}), count(*),
              (array_agg(s.status ORDER BY s.status >> 30 DESC, s.time, s.nanos))[1]
            FROM {Of} AND {Range} GROUP BY n ORDER BY n
            """;
        var span = to.Ticks - from.Ticks;
        var answer = new List<Bucket>();
        var connection = await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = Command(connection, sql, tag, from, to);
            command.Parameters.Add(new() { Value = (decimal)buckets });
            command.Parameters.Add(new() { Value = (decimal)span });
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                    {
                        var start = new Timestamp(from.Ticks + (long)((Int128)span * reader.GetInt64(0) / buckets));
                        answer.Add(new(start, NumberOf(reader, 1), NumberOf(reader, 2), NumberOf(reader, 3), reader.GetInt64(4), new((uint)reader.GetInt64(5))));
                    }
                }
            }
        }
        return answer;
    }

    public ValueTask<IReadOnlyList<IntervalSummary>> SummarizeAsync(
        TagId tag, IReadOnlyList<Timestamp> bounds, CourseOptions options, CancellationToken cancellation) =>
        RawSummaries.SummarizeAsync(this, tag, bounds, options, Timestamp.Now(_clock), cancellation);

    public ValueTask<StoredSample?> FindBeforeAsync(TagId tag, Timestamp time, CancellationToken cancellation) =>
        FindAsync($"SELECT {Row} FROM {Of} AND (s.time, s.nanos) < ($2, $3) ORDER BY s.time DESC, s.nanos DESC LIMIT 1", tag, time, cancellation);

    public ValueTask<StoredSample?> FindFromAsync(TagId tag, Timestamp time, CancellationToken cancellation) =>
        FindAsync($"SELECT {Row} FROM {Of} AND (s.time, s.nanos) >= ($2, $3) ORDER BY s.time, s.nanos LIMIT 1", tag, time, cancellation);

    public async ValueTask<TagExtent?> GetExtentAsync(TagId tag, CancellationToken cancellation)
    {
        var first = await FindFromAsync(tag, Timestamp.MinValue, cancellation).ConfigureAwait(false);
        if (first is not { } oldest || !TryGetLast(tag, out var newest))
            return null;
        return new(oldest.SourceTime, newest.SourceTime, await CountAsync(tag, Timestamp.MinValue, Timestamp.MaxValue, cancellation).ConfigureAwait(false));
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private string Of => $"{_schema.Samples} s WHERE s.tag = (SELECT id FROM {_schema.Tags} WHERE uuid = $1)";

    private static string Range => "(s.time, s.nanos) >= ($2, $3) AND (s.time, s.nanos) < ($4, $5) AND s.time >= $2 AND s.time <= $4";

    private async ValueTask<StoredSample?> FindAsync(string sql, TagId tag, Timestamp time, CancellationToken cancellation)
    {
        var connection = await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = Command(connection, sql, tag, time);
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                    return await reader.ReadAsync(cancellation).ConfigureAwait(false) ? Read(reader) : null;
            }
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, TagId tag, params ReadOnlySpan<Timestamp> times)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new() { Value = tag.Value });
        foreach (var time in times)
        {
            command.Parameters.Add(new() { Value = PostgresTime.Microsecond(time.Ticks), NpgsqlDbType = NpgsqlDbType.TimestampTz });
            command.Parameters.Add(new() { Value = PostgresTime.Nanos(time.Ticks) });
        }
        return command;
    }

    private static StoredSample Read(NpgsqlDataReader reader)
    {
        var value = new PostgresValue(
            reader.IsDBNull(3) ? null : reader.GetDouble(3), reader.IsDBNull(4) ? null : reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetFieldValue<byte[]>(5));
        return new(
            PostgresTime.Of(reader.GetDateTime(0), reader.GetInt16(1)), value.Read((TagKind)reader.GetInt16(2)), new((uint)reader.GetInt64(6)),
            reader.IsDBNull(7) ? Timestamp.None : new(reader.GetInt64(7)));
    }

    private static double NumberOf(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? double.NaN : reader.GetDouble(column);
}
