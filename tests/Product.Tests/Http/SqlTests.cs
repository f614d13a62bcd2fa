using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Millwright.Historian;
using Millwright.Model;
using Millwright.Product.Tests.Sql;
using Millwright.Security;

namespace Millwright.Product.Tests.Http;

public sealed class SqlTests
{
    [Fact]
    public async Task Rows_come_as_columns_and_arrays()
    {
        await using var bench = await StartAsync();
        using var client = bench.Bearer(Role.Viewer);
        var answer = await FaceBench.JsonAsync(await AskAsync(client, "SELECT time, value, quality, text FROM samples WHERE tag = 'shop/press3/oil_temperature' ORDER BY time LIMIT 2"));
        Assert.Equal("""[{"name":"time","type":"time"},{"name":"value","type":"number"},{"name":"quality","type":"text"},{"name":"text","type":"text"}]""", answer.GetProperty("columns").GetRawText());
        Assert.Equal("""[["2026-03-09T10:00:00Z",0,"Good",null],["2026-03-09T10:00:01Z",1,"Good",null]]""", answer.GetProperty("rows").GetRawText());
        Assert.Equal(2, answer.GetProperty("rowCount").GetInt32());
        Assert.False(answer.GetProperty("truncated").GetBoolean());
    }

    [Fact]
    public async Task A_limit_is_kept_and_said()
    {
        await using var bench = await StartAsync();
        using var client = bench.Bearer(Role.Viewer);
        var answer = await FaceBench.JsonAsync(await client.PostAsJsonAsync("/api/v1/sql", new { sql = "SELECT value FROM samples", limit = 7 }));
        Assert.Equal(7, answer.GetProperty("rows").GetArrayLength());
        Assert.True(answer.GetProperty("truncated").GetBoolean());
    }

    [Fact]
    public async Task Csv_is_given_to_those_who_accept_it()
    {
        await using var bench = await StartAsync();
        using var client = bench.Bearer(Role.Viewer);
        client.DefaultRequestHeaders.Accept.Add(new("text/csv"));
        var text = await (await AskAsync(client, "SELECT tag, kind, unit, states FROM tags ORDER BY tag LIMIT 3")).Content.ReadAsStringAsync();
        Assert.Equal("tag,kind,unit,states\r\nshop/press3/name,string,,\r\nshop/press3/oil_temperature,float64,°C,\r\nshop/press3/state,uint16,,\"{\"\"0\"\":\"\"idle\"\",\"\"1\"\":\"\"running\"\"}\"\r\n", text);
    }

    [Theory]
    [InlineData("SELEC", HttpStatusCode.BadRequest, "sql-statement")]
    [InlineData("SELECT * FROM read_text('/etc/hostname')", HttpStatusCode.BadRequest, "sql-statement")]
    [InlineData(" ", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("SELECT list(range::VARCHAR || repeat('x', 200)) FROM range(50000000)", HttpStatusCode.UnprocessableEntity, "sql-memory")]
    public async Task What_cannot_be_answered_is_a_problem_with_a_remedy(string sql, HttpStatusCode status, string code)
    {
        await using var bench = await StartAsync();
        using var client = bench.Bearer(Role.Viewer);
        using var answer = await AskAsync(client, sql);
        Assert.Equal(status, answer.StatusCode);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.NotEmpty(problem.GetProperty("remedy").GetString()!);
    }

    [Fact]
    public async Task What_fails_on_the_way_is_said_at_the_end_of_the_rows_and_breaks_csv_off()
    {
        await using var bench = await StartAsync();
        using var client = bench.Bearer(Role.Viewer);
        const string Sql = "SELECT CASE WHEN range < 100000 THEN range ELSE error('row ' || range) END AS n, repeat('x', 100) || range AS pad FROM range(200000)";
        var answer = await FaceBench.JsonAsync(await AskAsync(client, Sql));
        // DuckDB gives the reason on, or only that the stream broke, as its threads come.
        Assert.Matches("row 100000|failed behind its first rows", answer.GetProperty("problem").GetProperty("detail").GetString());
        Assert.True(answer.GetProperty("rowCount").GetInt32() is > 0 and < 200_000);
        client.DefaultRequestHeaders.Accept.Add(new("text/csv"));
        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(client, Sql));
    }

    [Fact]
    public async Task Without_the_library_it_says_how_to_get_it()
    {
        await using var bench = await FaceBench.StartAsync();
        bench.Plant.SqlOptions.Library = "/nowhere/libduckdb.so";
        using var client = bench.Bearer(Role.Viewer);
        using var answer = await AskAsync(client, "SELECT 1");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("npm install", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var about = await FaceBench.JsonAsync(await client.GetAsync("/api/v1/sql"));
        Assert.False(about.GetProperty("available").GetBoolean());
        Assert.Equal(["samples", "tags", "last", "assets", "gaps"], about.GetProperty("tables").EnumerateArray().Select(t => t.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Strangers_are_not_answered()
    {
        await using var bench = await StartAsync();
        using var client = bench.Stranger();
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(client, "SELECT 1")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/sql")).StatusCode);
    }

    private static async Task<FaceBench> StartAsync()
    {
        var library = SqlBench.LibraryOrSkip();
        var bench = await FaceBench.StartAsync();
        bench.Plant.SqlOptions.Library = library;
        bench.Plant.FakeHistory.Samples[bench.Plant.Tags[bench.Plant.Temperature].Id] =
            [.. Enumerable.Range(0, 5_000).Select(i => new StoredSample(FakePlant.Start + TimeSpan.FromSeconds(i), TagValue.Of((double)i), Quality.Good))];
        return bench;
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient client, string sql) => client.PostAsJsonAsync("/api/v1/sql", new { sql });
}
