using Millwright.Model;

namespace Millwright.Product.Tests.Sql;

/// <summary>What a query asks of tag and time is asked of the store; its answer is what it would be without.</summary>
public sealed class PushdownTests : IDisposable
{
    private readonly SqlBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("tag = 'press/oil'", "press/oil")]
    [InlineData("tag IN ('press/oil', 'pump/flow')", "press/oil,pump/flow")]
    [InlineData("tag IN ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'press/state')", "press/state")]
    [InlineData("tag = 'press/oil' OR tag = 'pump/flow'", "press/oil,pump/flow")]
    [InlineData("tag LIKE 'press/%'", "press/oil,press/state")]
    [InlineData("starts_with(tag, 'pu')", "pump/flow")]
    [InlineData("tag ^@ 'pu'", "pump/flow")]
    [InlineData("tag <> 'press/oil' AND tag != 'press/state'", "pump/flow")]
    [InlineData("tag LIKE 'press/%' AND value > 3", "press/oil,press/state")]
    [InlineData("NOT (tag <> 'press/oil')", "press/oil")]
    [InlineData("tag LIKE 'press/%' AND quality = 'Good' AND (tag = 'press/oil' OR tag = 'pump/flow')", "press/oil")]
    [InlineData("tag = 'it''s'", "")]
    [InlineData("value > 3", "press/oil,press/state,pump/flow")]
    [InlineData("upper(tag) = 'PRESS/OIL'", "press/oil,press/state,pump/flow")]
    [InlineData("tag = 'press/oil' OR value = 3", "press/oil,press/state,pump/flow")]
    public async Task Only_tags_that_a_row_can_be_of_are_read(string condition, string tags)
    {
        await _bench.RowsAsync($"SELECT count(*) FROM samples WHERE {condition}");
        Assert.Equal(tags, Asked());
    }

    [Theory]
    [InlineData("time >= TIMESTAMPTZ '2026-03-09 10:01:00+00' AND time < TIMESTAMPTZ '2026-03-09 10:02:00+00'", 60, 120)]
    [InlineData("time BETWEEN '2026-03-09 10:01:00+00' AND '2026-03-09 10:02:00.5+00'", 60, 120.500001)]
    [InlineData("time > '2026-03-09 11:01:00+01' AND time <= '2026-03-09 10:02:00Z'", 60, 120.000001)]
    [InlineData("time = '2026-03-09 10:01:00+00'", 60, 60.000001)]
    [InlineData("time >= TIMESTAMP '2026-03-09 10:01:00' AND time < TIMESTAMP '2026-03-09 10:02:00' + INTERVAL 1 MINUTE", 60, 180)]
    [InlineData("time >= '2026-03-09' AND time < '2026-03-10'", -36_000, 50_400)]
    [InlineData("time < '2026-03-09 10:01:00+00' AND time >= '2026-03-09 10:00:30+00' OR time >= '2026-03-09 10:02:00+00' AND time < '2026-03-09 10:03:00+00'", 30, 180)]
    public async Task Only_the_time_that_a_row_can_be_of_is_read(string condition, double from, double to)
    {
        var sql = $"SELECT count(*) FROM samples WHERE tag = 'press/oil' AND ({condition})";
        await _bench.RowsAsync(sql);
        var (_, start, end) = Assert.Single(_bench.Store.Readings);
        Assert.Equal(SqlBench.At(from), start);
        // DuckDB shows >= and < as one BETWEEN: the end may be read a microsecond further.
        Assert.InRange(end - SqlBench.At(to), TimeSpan.Zero, TimeSpan.FromMicroseconds(1));
    }

    [Theory]
    [InlineData("WITH w AS (SELECT * FROM samples) SELECT count(*) FROM w WHERE tag = 'press/oil'")]
    [InlineData("SELECT count(*) FROM (SELECT upper(quality) AS q, tag AS t FROM samples) WHERE t = 'press/oil'")]
    [InlineData("SELECT a.time FROM samples a JOIN samples b USING (tag, time) WHERE a.tag = 'press/oil'")]
    [InlineData("SELECT t.unit, avg(value) FROM samples JOIN tags t USING (tag) WHERE tag = 'press/oil' GROUP BY ALL")]
    [InlineData("SELECT max(value) OVER (ORDER BY time ROWS 3 PRECEDING) FROM samples WHERE tag = 'press/oil' ORDER BY 1 LIMIT 3")]
    public async Task Conditions_find_their_way_through_views_subqueries_and_joins(string sql)
    {
        await _bench.RowsAsync(sql);
        Assert.Equal("press/oil", Asked());
    }

    /// <summary>A column that only looks like the tag must not be taken for it.</summary>
    [Theory]
    [InlineData("SELECT count(*) FROM (SELECT quality AS tag FROM samples) WHERE tag = 'Good'", 1_799)]
    [InlineData("SELECT count(*) FROM samples AS s(quality, time, value, text, tag) WHERE tag = 'Good'", 1_799)]
    [InlineData("SELECT count(*) FROM (SELECT tag AS x, text AS tag FROM samples) WHERE tag = 'run'", 300)]
    public async Task An_alias_does_not_lead_astray(string sql, int count) =>
        Assert.Equal([$"{count}"], await _bench.RowsAsync(sql));

    /// <summary>With names of columns of one's own, its plan would read as if it filtered others.</summary>
    [Fact]
    public async Task What_is_behind_the_view_has_another_name_in_each_statement()
    {
        const string Names = "SELECT function_name FROM duckdb_functions() WHERE function_name LIKE '%samples%'";
        Assert.NotEqual(Assert.Single(await _bench.RowsAsync(Names)), Assert.Single(await _bench.RowsAsync(Names)));
    }

    [Fact]
    public async Task Now_is_the_same_in_the_plan_and_in_the_answer()
    {
        var now = Timestamp.Now(TimeProvider.System);
        _bench.Add("press/new", now, TagValue.Of(1.0));
        Assert.Equal(["1"], await _bench.RowsAsync("SELECT count(*) FROM samples WHERE time > now() - INTERVAL 1 HOUR AND tag = 'press/new'"));
        var (_, from, _) = Assert.Single(_bench.Store.Readings);
        Assert.InRange(now - from, TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(61));
    }

    /// <summary>A sample at 100 ns behind a microsecond is seen at the microsecond, so it must be read for it.</summary>
    [Fact]
    public async Task A_time_below_a_microsecond_is_found_at_its_microsecond()
    {
        var time = new Timestamp(SqlBench.At(30).Ticks + 7);
        _bench.Add("press/fine", time, TagValue.Of(1.0));
        Assert.Equal(["700"], await _bench.RowsAsync("SELECT nanos FROM samples WHERE tag = 'press/fine' AND time = '2026-03-09 10:00:30+00'"));
        Assert.Equal(["700"], await _bench.RowsAsync("SELECT nanos FROM samples WHERE tag = 'press/fine' AND time <= '2026-03-09 10:00:30+00'"));
    }

    private string Asked() => string.Join(',', _bench.Store.Readings.Select(r => _bench.Tags.Single(t => t.Value.Id == r.Tag).Key).Distinct().Order());
}
