using Millwright.Historian.Sql;
using Millwright.Model;

namespace Millwright.Product.Tests.Sql;

public sealed class SqlEngineTests : IDisposable
{
    private readonly SqlBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Samples_are_rows_with_number_text_and_quality()
    {
        Assert.Equal(
            ["press/oil|2026-03-09T10:00:07Z|47|NULL|Good|0|int32|0", "press/state|2026-03-09T10:00:07Z|NULL|stop|Good|0|string|0", "pump/flow|2026-03-09T10:00:07Z|NULL|NULL|BadNoCommunication|2150694912|none|0"],
            await _bench.RowsAsync("SELECT * FROM samples WHERE time = '2026-03-09 10:00:07+00' ORDER BY tag"));
    }

    [Fact]
    public async Task Values_that_no_double_holds_are_given_as_text_too()
    {
        _bench.Add("a/large", SqlBench.At(0), TagValue.Of(long.MaxValue));
        _bench.Add("a/unsigned", SqlBench.At(0), TagValue.Of(ulong.MaxValue));
        _bench.Add("a/list", SqlBench.At(0), TagValue.OfArray(new[] { 1.5, 2 }));
        Assert.Equal(
            ["a/large|9223372036854775807", "a/list|[1.5, 2]", "a/unsigned|18446744073709551615"],
            await _bench.RowsAsync("SELECT tag, text FROM samples WHERE tag LIKE 'a/%' ORDER BY 1"));
    }

    [Fact]
    public async Task Chunks_with_more_than_one_quality_keep_each_its_own() =>
        Assert.Equal(["BadNoCommunication|1", "Good|1799"], await _bench.RowsAsync("SELECT quality, count(*) FROM samples GROUP BY ALL ORDER BY 1"));

    [Fact]
    public async Task Tags_assets_gaps_and_last_values_are_tables()
    {
        Assert.Equal(["press/oil|press|int32|°C|0|120|{\"0\":\"idle\"}|false"], await _bench.RowsAsync("SELECT tag, asset, kind, unit, low, high, states, writable FROM tags WHERE tag = 'press/oil'"));
        Assert.Equal(["press||machine|hydraulic-press|NULL"], await _bench.RowsAsync("SELECT * FROM assets"));
        Assert.Equal(
            ["1|plc|NULL|2026-03-09T10:00:05Z|2026-03-09T10:00:09Z|DeviceDown|12|no answer", "2|plc|pump/flow|2026-03-09T10:00:09Z|NULL|BadQuality|NULL|odd"],
            await _bench.RowsAsync("SELECT * FROM gaps"));
        Assert.Equal(["press/oil|49", "press/state|NULL", "pump/flow|299.5"], await _bench.RowsAsync("SELECT tag, value FROM last ORDER BY tag"));
    }

    [Fact]
    public async Task Every_type_of_answer_is_read()
    {
        var rows = await _bench.RowsAsync(
            "SELECT true, 1::TINYINT, 2::SMALLINT, 3::INTEGER, 4::BIGINT, 250::UTINYINT, 5::USMALLINT, 6::UINTEGER, 7::UBIGINT, 8::HUGEINT, 9.5::FLOAT, 1e300, "
            + "'a|b', DATE '2026-03-09', TIMESTAMP '2026-03-09 10:00:00.25', TIMESTAMPTZ '2026-03-09 10:00:00+01', 1.25::DECIMAL(5, 2), [1, 2], {'a': 1}, INTERVAL 90 MINUTE, "
            + "TIME '10:00:00', 170141183460469231731687303715884105727::HUGEINT, NULL, 'infinity'::TIMESTAMP, '-infinity'::DATE");
        Assert.Equal(
            "true|1|2|3|4|250|5|6|7|8|9.5|1E+300|a|b|2026-03-09|2026-03-09T10:00:00.25|2026-03-09T09:00:00Z|1.25|[1, 2]|{'a': 1}|01:30:00|10:00:00|170141183460469231731687303715884105727|NULL|infinity|-infinity",
            Assert.Single(rows));
    }

    [Theory]
    [InlineData("SHOW TABLES", 5)]
    [InlineData("DESCRIBE samples", 8)]
    [InlineData("SUMMARIZE last", 5)]
    [InlineData("FROM tags", 3)]
    [InlineData("VALUES (1), (2);", 2)]
    [InlineData("EXPLAIN SELECT * FROM samples", 1)]
    [InlineData("-- first\nSELECT [1] -- last\n;", 1)]
    public async Task Every_form_of_a_question_is_answered(string sql, int rows) =>
        Assert.Equal(rows, (await _bench.RowsAsync(sql)).Count);

    [Fact]
    public async Task Columns_keep_their_names_and_order_also_where_some_are_given_as_text()
    {
        await using var answer = await _bench.Engine.RunAsync("SELECT tag, avg(value)::DECIMAL(8, 3) AS mean, 1 AS mean FROM samples GROUP BY tag ORDER BY tag DESC -- the end", 10, default);
        Assert.Equal(["tag text", "mean number", "mean integer"], answer.Columns.Select(c => $"{c.Name} {c.Type}"));
        Assert.Equal("pump/flow", (await answer.ReadAsync())!.Values[0].AsString());
    }

    [Theory]
    [InlineData("SELEC 1", "Parser Error")]
    [InlineData("SELECT nothing FROM samples", "Binder Error")]
    [InlineData("SELECT 1; SELECT 2", "2 statements")]
    [InlineData("", "0 statements")]
    [InlineData("SELECT ?", "placeholders")]
    [InlineData("SELECT 'x'::INTEGER", "Conversion Error")]
    public async Task What_is_not_understood_is_said(string sql, string problem)
    {
        var error = await _bench.FailAsync(sql);
        Assert.Equal(SqlFault.Statement, error.Fault);
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_beyond_the_limit_are_left_out_and_that_is_said()
    {
        await using var answer = await _bench.Engine.RunAsync("SELECT * FROM samples", 1_000, default);
        var rows = 0;
        while (await answer.ReadAsync() is { } some)
            rows += some.Rows;
        Assert.Equal(1_000, rows);
        Assert.True(answer.IsTruncated);
        await using var whole = await _bench.Engine.RunAsync("SELECT * FROM samples LIMIT 1000", 1_000, default);
        while (await whole.ReadAsync() is not null)
            Assert.False(whole.IsTruncated);
        Assert.False(whole.IsTruncated);
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_stopped()
    {
        var running = _bench.FailAsync("SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b");
        await Eventually(() => _bench.Clock.WaitingTimers > 0);
        _bench.Clock.Advance(TimeSpan.FromSeconds(31));
        var error = await running.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        Assert.Equal(SqlFault.Timeout, error.Fault);
        Assert.Contains("30 s", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_hangs_is_left_at_the_time_out()
    {
        _bench.Store.Delay = new TaskCompletionSource().Task;
        var running = _bench.FailAsync("SELECT * FROM samples");
        await Eventually(() => _bench.Store.Readings.Count > 0);
        _bench.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(SqlFault.Timeout, (await running.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System)).Fault);
    }

    [Fact]
    public async Task A_caller_who_goes_away_stops_it()
    {
        using var caller = new CancellationTokenSource();
        _bench.Store.Delay = new TaskCompletionSource().Task;
        var running = _bench.RowsAsync("SELECT * FROM samples", cancellation: caller.Token);
        await Eventually(() => _bench.Store.Readings.Count > 0);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System));
    }

    [Fact]
    public async Task A_store_that_fails_fails_the_statement_with_its_words()
    {
        _bench.Store.Failure = new IOException("the disk is gone");
        Assert.Contains("the disk is gone", (await _bench.FailAsync("SELECT * FROM samples")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_fails_behind_the_first_rows_is_said_too()
    {
        for (var i = 0; i < 100_000; i++)
            _bench.Add("a/long", SqlBench.At(i), TagValue.Of(new string('x', 100)));
        await using var answer = await _bench.Engine.RunAsync("SELECT tag, time, text FROM samples WHERE tag IN ('a/long', 'pump/flow')", int.MaxValue, default);
        Assert.NotNull(await answer.ReadAsync());
        _bench.Store.Failure = new IOException("the disk is gone");
        var error = await Assert.ThrowsAsync<SqlException>(async () =>
        {
            while (await answer.ReadAsync() is not null)
            {
                // To its end.
            }
        });
        Assert.Contains("the disk is gone", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_that_needs_too_much_memory_is_refused()
    {
        using var small = new SqlBench(new() { MemoryBytes = 32 << 20 });
        var error = await small.FailAsync("SELECT list(range::VARCHAR || repeat('x', 100)) FROM range(5000000)");
        Assert.Equal(SqlFault.Memory, error.Fault);
        Assert.Contains("32 MiB", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Others_wait_for_their_turn_and_say_when_it_does_not_come()
    {
        using var bench = new SqlBench(new() { Concurrent = 1 });
        await using var first = await bench.Engine.RunAsync("SELECT 1", 1, default);
        var second = bench.FailAsync("SELECT 2");
        await Eventually(() => bench.Clock.WaitingTimers > 1);
        bench.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(SqlFault.Busy, (await second.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System)).Fault);
        await first.DisposeAsync();
        Assert.Equal(["3"], await bench.RowsAsync("SELECT 3"));
    }

    [Fact]
    public async Task Without_the_library_it_says_how_to_get_it()
    {
        using var bench = new SqlBench(new() { Library = "/nowhere/libduckdb.so" });
        var error = await bench.FailAsync("SELECT 1");
        Assert.Equal(SqlFault.NoLibrary, error.Fault);
        Assert.Contains("/nowhere/libduckdb.so", error.Problem, StringComparison.Ordinal);
        Assert.Contains("npm install", error.Remedy, StringComparison.Ordinal);
        Assert.NotNull(bench.Engine.Missing);
        Assert.Null(_bench.Engine.Missing);
    }

    [Fact]
    public async Task A_file_that_is_no_library_is_said_to_be_none()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "no library");
        using var bench = new SqlBench(new() { Library = file });
        Assert.Equal(SqlFault.NoLibrary, (await bench.FailAsync("SELECT 1")).Fault);
        File.Delete(file);
    }

    private static async Task Eventually(Func<bool> condition)
    {
        for (var i = 0; i < 3_000 && !condition(); i++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        Assert.True(condition());
    }
}
