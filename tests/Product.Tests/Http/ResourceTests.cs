using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Millwright.Control;
using Millwright.Historian;
using Millwright.Host.Http;
using Millwright.Model;
using Millwright.Security;

namespace Millwright.Product.Tests.Http;

/// <summary>The shapes that the pages are built on.</summary>
public sealed class ResourceTests : IAsyncLifetime
{
    private FaceBench _bench = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await FaceBench.StartAsync();
        _client = _bench.Bearer(Role.Admin);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task The_node_counts_its_tags_and_connections()
    {
        var node = await GetAsync("/api/v1/node");
        Assert.Equal((4, 3, 0, 1, 1), (Tag("total"), Tag("good"), Tag("uncertain"), Tag("bad"), Tag("stale")));
        Assert.Equal(1, node.GetProperty("connections").GetProperty("up").GetInt32());
        Assert.Equal(JsonValueKind.Null, node.GetProperty("lastCommit").ValueKind);
        Assert.Equal(JsonValueKind.Null, node.GetProperty("commitP99Ms").ValueKind);
        Assert.True(node.GetProperty("ready").GetBoolean());

        int Tag(string name) => node.GetProperty("tags").GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Assets_have_relative_paths_counts_and_states()
    {
        var items = (await GetAsync("/api/v1/assets")).GetProperty("items");
        Assert.Equal(["shop", "shop/press3", "shop/pump"], items.EnumerateArray().Select(a => a.GetProperty("path").GetString()));
        Assert.Equal([4, 3, 1], items.EnumerateArray().Select(a => a.GetProperty("tagCount").GetInt32()));
        Assert.Equal("running", items[1].GetProperty("state").GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_state_began_when_it_began_not_when_it_was_last_read()
    {
        var plant = _bench.Plant;
        var start = FakePlant.Start - TimeSpan.FromDays(3);
        var samples = plant.FakeHistory.Samples[plant.Tags[plant.State].Id] =
        [
            State(start, 1),
            State(start + TimeSpan.FromHours(1), 0),
            State(start + TimeSpan.FromHours(2), 1),
            new(start + TimeSpan.FromHours(3), TagValue.None, Quality.BadNoCommunication),
            State(start + TimeSpan.FromHours(4), 1),
        ];
        Assert.Equal(start + TimeSpan.FromHours(2), await SinceAsync());

        // From then on only what is new is looked at: a short stop between two questions is seen.
        samples.AddRange([State(FakePlant.Start + TimeSpan.FromSeconds(10), 0), State(FakePlant.Start + TimeSpan.FromSeconds(11), 1), State(FakePlant.Start + TimeSpan.FromSeconds(12), 1)]);
        plant.Set(plant.State, TagValue.Of((ushort)1), at: FakePlant.Start + TimeSpan.FromSeconds(12));
        Assert.Equal(FakePlant.Start + TimeSpan.FromSeconds(11), await SinceAsync());

        // A state that history does not have yet began with the sample that brought it.
        plant.Set(plant.State, TagValue.Of((ushort)0), at: FakePlant.Start + TimeSpan.FromSeconds(13));
        Assert.Equal(FakePlant.Start + TimeSpan.FromSeconds(13), await SinceAsync());
        plant.Set(plant.State, TagValue.None, Quality.BadNoCommunication, FakePlant.Start + TimeSpan.FromSeconds(20));
        Assert.Equal(FakePlant.Start + TimeSpan.FromSeconds(20), await SinceAsync());

        static StoredSample State(Timestamp at, ushort value) => new(at, TagValue.Of(value), Quality.Good);

        async Task<Timestamp> SinceAsync() =>
            Timestamp.TryParse((await GetAsync("/api/v1/assets")).GetProperty("items")[1].GetProperty("state").GetProperty("since").GetString()!, out var since) ? since : default;
    }

    [Fact]
    public async Task A_state_that_never_changed_began_with_the_first_sample_there_is()
    {
        var plant = _bench.Plant;
        var first = FakePlant.Start - TimeSpan.FromDays(400);
        plant.FakeHistory.Samples[plant.Tags[plant.State].Id] = [.. Enumerable.Range(0, 400).Select(d => new StoredSample(first + TimeSpan.FromDays(d), TagValue.Of((ushort)1), Quality.Good))];
        var state = (await GetAsync("/api/v1/assets")).GetProperty("items")[1].GetProperty("state");
        Assert.Equal(first.ToString(), state.GetProperty("since").GetString());
        Assert.Equal("shop/press3/state", state.GetProperty("tag").GetString());
    }

    [Fact]
    public async Task Tags_are_searched_by_all_words_filtered_and_paged()
    {
        var found = await GetAsync("/api/v1/tags?search=TANK%20press");
        Assert.Equal("shop/press3/oil_temperature", found.GetProperty("items")[0].GetProperty("path").GetString());
        Assert.Equal(1, found.GetProperty("total").GetInt32());
        Assert.Equal(1, (await GetAsync("/api/v1/tags?quality=bad")).GetProperty("total").GetInt32());
        Assert.Equal(1, (await GetAsync("/api/v1/tags?connection=pump")).GetProperty("total").GetInt32());
        Assert.Equal(3, (await GetAsync("/api/v1/tags?asset=shop/press3")).GetProperty("total").GetInt32());
        var seen = new List<string?>();
        string? next = "";
        while (next is not null)
        {
            var page = await GetAsync($"/api/v1/tags?limit=2&after={Uri.EscapeDataString(next)}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(t => t.GetProperty("path").GetString()));
            next = page.GetProperty("next").GetString();
        }
        Assert.Equal(4, seen.Distinct().Count());
        Assert.Equal(4, seen.Count);
    }

    [Fact]
    public async Task A_tag_tells_all_there_is_to_know()
    {
        var tag = await GetAsync("/api/v1/tags/shop/press3/oil_temperature");
        var value = tag.GetProperty("value");
        Assert.Equal(("42.0 °C", 42.05, "good"), (value.GetProperty("text").GetString()!.Replace("42.1", "42.0", StringComparison.Ordinal), value.GetProperty("value").GetDouble(), value.GetProperty("quality").GetProperty("is").GetString()));
        Assert.Equal("2026-03-09T10:00:00.0000000Z", value.GetProperty("time").GetString());
        Assert.Equal(("1 s", "x 0.1", "press.yaml", 14), (tag.GetProperty("every").GetString(), tag.GetProperty("scaling").GetString(), tag.GetProperty("place").GetProperty("file").GetString(), tag.GetProperty("place").GetProperty("line").GetInt32()));
        Assert.Equal(("operator", "10 s"), (tag.GetProperty("write").GetProperty("minRole").GetString(), tag.GetProperty("write").GetProperty("freshness").GetString()));
        var flow = await GetAsync("/api/v1/tags/shop/pump/flow");
        Assert.Equal("exception 2", flow.GetProperty("lastError").GetProperty("what").GetString());
        Assert.Equal("BadWaitingForInitialData", flow.GetProperty("value").GetProperty("quality").GetProperty("name").GetString());
        Assert.Equal("running", (await GetAsync("/api/v1/tags/shop/press3/state")).GetProperty("value").GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_mistyped_tag_is_answered_with_the_nearest()
    {
        var problem = await GetAsync("/api/v1/tags/shop/press3/oil_temprature", HttpStatusCode.NotFound);
        Assert.Equal("unknown-tag", problem.GetProperty("code").GetString());
        Assert.Equal("did you mean shop/press3/oil_temperature?", problem.GetProperty("remedy").GetString());
    }

    [Fact]
    public async Task Values_that_json_has_no_number_for_are_strings()
    {
        _bench.Plant.Set(_bench.Plant.Temperature, TagValue.Of(double.NaN));
        _bench.Plant.Set(_bench.Plant.Flow, TagValue.Of(double.NegativeInfinity));
        _bench.Plant.Set(_bench.Plant.State, TagValue.Of(ulong.MaxValue));
        var items = (await GetAsync("/api/v1/values?tag=shop/press3/oil_temperature&tag=shop/pump/flow&tag=shop/press3/state")).GetProperty("items");
        Assert.Equal(["NaN", "-Infinity", "18446744073709551615"], items.EnumerateArray().Select(v => v.GetProperty("value").GetString()));
    }

    [Fact]
    public async Task Few_samples_come_raw_with_holes_where_bad()
    {
        Store(_bench.Plant.Temperature, 5);
        var series = (await GetAsync(Query("history", "oil_temperature", "&points=10"))).GetProperty("series")[0];
        Assert.Equal("raw", series.GetProperty("kind").GetString());
        Assert.Equal(5, series.GetProperty("t").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, series.GetProperty("v")[3].ValueKind);
        Assert.Equal(2, series.GetProperty("q")[3].GetInt32());
        Assert.Equal(FakePlant.Start.ToUnixMilliseconds(), series.GetProperty("t")[0].GetDouble());
        Assert.Equal("device-down", series.GetProperty("gaps")[0].GetProperty("cause").GetString());
    }

    [Fact]
    public async Task Many_samples_come_as_buckets_and_words_stay_raw()
    {
        Store(_bench.Plant.Temperature, 1_000);
        var series = (await GetAsync(Query("history", "oil_temperature", "&points=10"))).GetProperty("series")[0];
        Assert.Equal("buckets", series.GetProperty("kind").GetString());
        Assert.Equal(1_000, series.GetProperty("n").EnumerateArray().Sum(n => n.GetInt32()));
        _bench.Plant.FakeHistory.Samples[_bench.Plant.Tags[_bench.Plant.Name].Id] =
            [.. Enumerable.Range(0, 30).Select(i => new StoredSample(FakePlant.Start + TimeSpan.FromSeconds(i), TagValue.Of("word"), Quality.Good))];
        var words = (await GetAsync(Query("history", "name", "&points=10"))).GetProperty("series")[0];
        Assert.Equal(("raw", true, 10), (words.GetProperty("kind").GetString(), words.GetProperty("truncated").GetBoolean(), words.GetProperty("v").GetArrayLength()));
    }

    [Fact]
    public async Task Raw_pages_lose_and_repeat_nothing_even_where_samples_share_a_time()
    {
        var samples = Enumerable.Range(0, 100).Select(i => new StoredSample(FakePlant.Start + TimeSpan.FromSeconds(i / 7), TagValue.Of((double)i), Quality.Good)).ToList();
        _bench.Plant.FakeHistory.Samples[_bench.Plant.Tags[_bench.Plant.Temperature].Id] = samples;
        var seen = new List<double>();
        string? next = "";
        while (next is not null)
        {
            var page = await GetAsync(Query("history/raw", "oil_temperature", $"&limit=9&after={next}"));
            seen.AddRange(page.GetProperty("samples").EnumerateArray().Select(s => s.GetProperty("value").GetDouble()));
            next = page.GetProperty("next").GetString();
        }
        Assert.Equal(samples.Select(s => s.Value.ToDouble()), seen);
    }

    [Theory]
    [InlineData("history/raw", "", "shop_press3_oil_temperature_20260309T100000Z_20260309T110000Z.csv")]
    [InlineData("history", "", "shop_press3_oil_temperature_20260309T100000Z_20260309T110000Z.csv")]
    [InlineData("history", "&tag=shop/press3/state", "2_tags_20260309T100000Z_20260309T110000Z.csv")]
    public async Task A_file_of_history_is_named_by_its_tag_and_range(string what, string more, string name)
    {
        using var answer = await _client.GetAsync(Query(what, "oil_temperature", "&format=csv" + more));
        Assert.Equal(name, answer.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition.DispositionType);
    }

    [Fact]
    public async Task Csv_has_the_heading_of_its_shape_and_quotes_what_must_be()
    {
        Store(_bench.Plant.Temperature, 3);
        var raw = await _client.GetStringAsync(Query("history/raw", "oil_temperature", "&format=csv"));
        Assert.StartsWith("time,tag,value,unit,quality\r\n2026-03-09T10:00:00.0000000Z,shop/press3/oil_temperature,0,°C,Good\r\n", raw, StringComparison.Ordinal);
        Store(_bench.Plant.Temperature, 100);
        var buckets = await _client.GetStringAsync(Query("history", "oil_temperature", "&points=10&format=csv"));
        Assert.StartsWith("time,tag,min,max,mean,count,quality\r\n", buckets, StringComparison.Ordinal);
        _bench.Plant.FakeHistory.Samples[_bench.Plant.Tags[_bench.Plant.Name].Id] = [new(FakePlant.Start, TagValue.Of("a,\"b\""), Quality.Good)];
        Assert.Contains(",\"a,\"\"b\"\"\",", await _client.GetStringAsync(Query("history/raw", "name", "&format=csv")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/history?tag=shop/press3/state&from=yesterday")]
    [InlineData("/api/v1/history?tag=shop/press3/state&from=now&to=now-1h")]
    [InlineData("/api/v1/history")]
    [InlineData("/api/v1/history?tag=shop/press3/state&points=many")]
    [InlineData("/api/v1/tags?quality=fine")]
    [InlineData("/api/v1/values")]
    [InlineData("/api/v1/audit?after=x")]
    public async Task A_wrong_question_is_a_problem_with_a_remedy(string path)
    {
        var problem = await GetAsync(path, HttpStatusCode.BadRequest);
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("remedy").GetString()));
    }

    [Fact]
    public async Task Connections_the_ledger_and_the_configuration_have_their_shapes()
    {
        var list = (await GetAsync("/api/v1/connections")).GetProperty("items")[0];
        Assert.Equal(("press", "running"), (list.GetProperty("name").GetString(), list.GetProperty("state").GetString()));
        Assert.Equal(JsonValueKind.Null, list.GetProperty("responseMs").GetProperty("spark")[1].ValueKind);
        var detail = await GetAsync("/api/v1/connections/press");
        Assert.Equal(105, detail.GetProperty("plan")[0].GetProperty("holes")[0].GetProperty("from").GetInt32());
        Assert.Equal("shop/pump/flow", detail.GetProperty("tagErrors")[0].GetProperty("tag").GetString());
        await GetAsync("/api/v1/connections/none", HttpStatusCode.NotFound);
        Assert.True((await GetAsync("/api/v1/ledger")).GetProperty("balanced").GetBoolean());
        _bench.Plant.Ledger = _bench.Plant.Ledger with { Connections = [new("press", 10, 2, 1, 6, 0, 0, 0)] };
        var off = await GetAsync("/api/v1/ledger");
        Assert.False(off.GetProperty("balanced").GetBoolean());
        Assert.Contains("press", off.GetProperty("differences")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("warning", (await GetAsync("/api/v1/configuration")).GetProperty("findings")[0].GetProperty("severity").GetString());
        Assert.Equal("object", (await GetAsync("/api/v1/configuration/schema")).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Browsing_lists_and_a_silent_device_is_a_problem()
    {
        using var top = await _client.PostAsJsonAsync("/api/v1/connections/press/browse", new { });
        Assert.Equal("unit 1", (await FaceBench.JsonAsync(top)).GetProperty("items")[0].GetProperty("name").GetString());
        using var silent = await _client.PostAsJsonAsync("/api/v1/connections/press/browse", new { node = "silent" });
        Assert.Equal(HttpStatusCode.BadGateway, silent.StatusCode);
        Assert.Equal("look at its cable", (await FaceBench.JsonAsync(silent)).GetProperty("remedy").GetString());
    }

    [Fact]
    public async Task Browsing_pages_through_what_a_device_has_to_its_end()
    {
        var names = new List<string?>();
        string? after = null;
        do
        {
            using var page = await _client.PostAsJsonAsync("/api/v1/connections/press/browse", new { node = "many", after });
            var answer = await FaceBench.JsonAsync(page);
            names.AddRange(answer.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("name").GetString()));
            after = answer.GetProperty("next").GetString();
        }
        while (after is not null);
        Assert.Equal(Enumerable.Range(0, 2_500).Select(i => $"item {i}"), names);
    }

    [Theory]
    [InlineData(WriteResult.Role, 403, "role")]
    [InlineData(WriteResult.Range, 422, "range")]
    [InlineData(WriteResult.Type, 422, "type")]
    [InlineData(WriteResult.NotWritable, 422, "not-writable")]
    [InlineData(WriteResult.Rate, 429, "rate")]
    [InlineData(WriteResult.Stale, 409, "stale")]
    [InlineData(WriteResult.InProgress, 409, "in-progress")]
    [InlineData(WriteResult.Device, 502, "device")]
    [InlineData(WriteResult.Unconfirmed, 504, "unconfirmed")]
    [InlineData(WriteResult.AuditUnavailable, 503, "audit-unavailable")]
    [InlineData(WriteResult.UnknownTag, 404, "unknown-tag")]
    public async Task Each_refusal_of_the_gate_has_its_status_and_code(WriteResult result, int status, string code)
    {
        _bench.Gate.Outcome = new(result, "problem", "remedy", TagValue.None, TagValue.None, 9, TimeSpan.Zero);
        using var answer = await _client.PostAsJsonAsync("/api/v1/writes", new { tag = "shop/press3/oil_temperature", value = 21.5 });
        Assert.Equal(status, (int)answer.StatusCode);
        var problem = await FaceBench.JsonAsync(answer);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        if (result != WriteResult.UnknownTag)
            Assert.Equal(9, problem.GetProperty("auditId").GetInt64());
    }

    [Fact]
    public async Task A_write_reaches_the_gate_with_the_full_path_and_who_asked()
    {
        using var answer = await _client.PostAsJsonAsync("/api/v1/writes", new { tag = "shop/press3/oil_temperature", value = 21.5, reason = "too hot" });
        var done = await FaceBench.JsonAsync(answer);
        Assert.Equal(("done", 21.5, 7), (done.GetProperty("outcome").GetString(), done.GetProperty("readBack").GetDouble(), done.GetProperty("auditId").GetInt64()));
        var (request, who) = Assert.Single(_bench.Gate.Asked);
        Assert.Equal(("acme/berlin/shop/press3/oil_temperature", TagValue.Of(21.5), "cli"), (request.Tag.ToString(), request.Value, who.Via));
    }

    [Fact]
    public async Task The_audit_trail_is_paged_newest_first()
    {
        for (var i = 0; i < 5; i++)
            _bench.Desk.Record($"who{i}", Role.Viewer, "page", "sign-in", null, "done");
        var first = await GetAsync("/api/v1/audit?limit=2");
        Assert.Equal(["who4", "who3"], first.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("who").GetString()));
        var rest = await GetAsync("/api/v1/audit?after=" + first.GetProperty("next").GetString());
        Assert.Equal(3, rest.GetProperty("items").GetArrayLength());
        Assert.True(first.GetProperty("chainIntact").GetBoolean());
    }

    [Fact]
    public async Task Health_says_why_it_is_not_ready()
    {
        _bench.Plant.Reasons.Add("no connection is up");
        var health = await GetAsync("/health/ready", HttpStatusCode.ServiceUnavailable);
        Assert.Equal("no connection is up", health.GetProperty("reasons")[0].GetString());
        _bench.Plant.Reasons.Clear();
        await GetAsync("/health/ready");
        await GetAsync("/health/live");
    }

    [Fact]
    public async Task Metrics_are_in_the_text_format_of_Prometheus()
    {
        var text = await _client.GetStringAsync("/metrics");
        foreach (var line in text.TrimEnd('\n').Split('\n'))
            Assert.Matches("^(# (HELP|TYPE) [a-z_:][a-z0-9_:]* .+|[a-z_:][a-z0-9_:]*(\\{([a-z_]+=\"[^\"]*\",?)+\\})? (NaN|[+-]Inf|[-+0-9.E]+))$", line);
        Assert.Contains("process_resident_memory_bytes", text, StringComparison.Ordinal);
        Assert.Contains("millwright_live_clients", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_what_to_do()
    {
        var port = new Uri(_bench.Url).Port;
        var parts = new HttpFaceParts(_bench.Plant, _bench.Gate, _bench.Commands, _bench.Trail, _bench.Certificates, _bench.Desk, null!, _bench.Clock, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        var error = await Assert.ThrowsAsync<ListenException>(() => HttpFace.StartAsync(new() { Port = port }, parts with { Live = new NoLive() }, CancellationToken.None));
        Assert.Contains($"127.0.0.1:{port} is in use", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ListenException>(() => HttpFace.StartAsync(new() { Port = 0, Address = IPAddress.Any }, parts with { Live = new NoLive() }, CancellationToken.None));
    }

    private void Store(TagHandle tag, int count) => _bench.Plant.FakeHistory.Samples[_bench.Plant.Tags[tag].Id] =
        [.. Enumerable.Range(0, count).Select(i => new StoredSample(FakePlant.Start + TimeSpan.FromSeconds(i), TagValue.Of((double)i), i == 3 ? Quality.BadNoCommunication : Quality.Good))];

    private static string Query(string what, string tag, string more) =>
        $"/api/v1/{what}?tag=shop/press3/{tag}&from=2026-03-09T10:00:00Z&to=2026-03-09T11:00:00Z{more}";

    private async Task<JsonElement> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var answer = await _client.GetAsync(path);
        Assert.Equal(expected, answer.StatusCode);
        return await FaceBench.JsonAsync(answer);
    }

    private sealed class NoLive : Millwright.Host.Http.Serving.ILiveFace
    {
        public Task ServeAsync(Microsoft.AspNetCore.Http.HttpContext context) => Task.CompletedTask;
    }
}
