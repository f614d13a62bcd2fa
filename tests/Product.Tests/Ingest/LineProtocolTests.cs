using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Millwright.Model;
using Millwright.Security;

namespace Millwright.Product.Tests.Ingest;

public sealed class LineProtocolTests
{
    [Fact]
    public async Task A_series_becomes_tags_with_their_types_and_its_values_are_in_history()
    {
        await using var bench = await IngestBench.StartAsync();
        var (status, message) = await bench.WriteAsync(
            $"press,machine=3 temperature=21.5,count=7i,total=8u,running=true,mode=\"auto\" {bench.Now}\npress,machine=3 temperature=22.5 {bench.Now + 1}\n");
        Assert.Equal((HttpStatusCode.NoContent, ""), (status, message));
        string[] fields = ["temperature", "count", "total", "running", "mode"];
        Assert.Equal("float64 int64 uint64 bool string", string.Join(' ', fields.Select(f => bench.Definition($"press/3/{f}").Kind.Word())));
        var newest = bench.Current("press/3/temperature");
        Assert.Equal((TagValue.Of(22.5), Quality.Good), (newest.Value, newest.Quality));
        Assert.Equal("auto", bench.Current("press/3/mode").Value.AsString());
        Assert.Equal("0 21.5, 1 22.5", await bench.HistoryAsync("press/3/temperature", 2));
        await IngestBench.UntilAsync(() => bench.Runtime.Flow.Ledger.Snapshot().Connections.Any(c => c is { Connection: "telegraf", Sampled: 6, Logged: 6, Lost: 0 }));
    }

    [Fact]
    public async Task Good_lines_are_stored_and_bad_ones_are_named_with_their_numbers()
    {
        await using var bench = await IngestBench.StartAsync();
        var (status, message) = await bench.WriteAsync($"m a=1 {bench.Now}\nm a=oops {bench.Now + 1}\nm a=2i {bench.Now + 2}\nm b\nm a=3 {bench.Now + 3}");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(
            "partial write: 3 of 5 lines were refused by connection telegraf, the others are stored: "
            + "line 2: field 'a' has the value 'oops'; write 1.5, 1i, 1u, true or \"text\"; "
            + "line 3: field 'a' is int64 here, and has been float64 since it was first written; send it with one type; "
            + "line 4: 'b' is no field; write key=value", message);
        Assert.Equal("0 1, 3 3", await bench.HistoryAsync("m/a", 2));
    }

    [Fact]
    public async Task Tags_keep_their_identity_and_their_type_over_a_restart()
    {
        await using var bench = await IngestBench.StartAsync();
        await bench.WriteAsync($"m,k=v a=1 {bench.Now}");
        var id = bench.Definition("m/v/a").Id;
        await bench.RestartAsync();
        Assert.Equal(id, bench.Definition("m/v/a").Id);
        Assert.Equal(HttpStatusCode.BadRequest, (await bench.WriteAsync($"m,k=v a=\"text\" {bench.Now + 1}")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await bench.WriteAsync($"m,k=v a=2 {bench.Now + 1}")).Status);
        Assert.Equal(Quality.Good, bench.Current("m/v/a").Quality);
        Assert.Equal("0 1, 1 2", await bench.HistoryAsync("m/v/a", 2));
    }

    [Fact]
    public async Task Older_samples_go_to_history_and_leave_the_current_value()
    {
        await using var bench = await IngestBench.StartAsync();
        await bench.WriteAsync($"m a=5 {bench.Now}");
        Assert.Equal(HttpStatusCode.NoContent, (await bench.WriteAsync($"m a=4 {bench.Now - 60}")).Status);
        Assert.Equal(TagValue.Of(5.0), bench.Current("m/a").Value);
        Assert.Equal("-60 4, 0 5", await bench.HistoryAsync("m/a", 2));
    }

    [Fact]
    public async Task The_limit_of_tags_refuses_what_is_new_and_takes_what_is_known()
    {
        await using var bench = await IngestBench.StartAsync("max_tags: 2");
        await bench.WriteAsync($"m a=1,b=1 {bench.Now}");
        var (status, message) = await bench.WriteAsync($"m a=2 {bench.Now + 1}\nm c=1 {bench.Now + 1}");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.EndsWith("line 2: 'm c' would be a new tag, and connection telegraf makes 2 at most; raise max_tags, or send less", message, StringComparison.Ordinal);
        Assert.Equal(TagValue.Of(2.0), bench.Current("m/a").Value);
    }

    [Fact]
    public async Task Two_series_that_would_be_one_tag_are_told_apart()
    {
        await using var bench = await IngestBench.StartAsync("asset: \"{measurement}/{host}\"");
        var (status, message) = await bench.WriteAsync($"cpu,host=a,cpu=0 idle=1 {bench.Now}\ncpu,host=a,cpu=1 idle=2 {bench.Now}");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.EndsWith("line 2: 'cpu,cpu=1,host=a idle' would be the tag 'cpu/a/idle', which 'cpu,cpu=0,host=a idle' is already; name more of its tags in the connection's rule (asset)", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_order_of_tags_and_the_spelling_of_escapes_make_no_other_series()
    {
        await using var bench = await IngestBench.StartAsync();
        await bench.WriteAsync($"m,a=1,b=2 x=1 {bench.Now}");
        await bench.WriteAsync($"m,b=2,a=1 x=2 {bench.Now + 1}");
        Assert.Equal("0 1, 1 2", await bench.HistoryAsync("m/1/2/x", 2));
    }

    [Fact]
    public async Task What_is_configured_takes_the_place_of_what_was_made()
    {
        await using var bench = await IngestBench.StartAsync();
        await bench.WriteAsync($"press,machine=3 temp=200i {bench.Now}");
        await bench.ReloadAsync(
            """
            plant: acme/berlin
            connections:
              telegraf: { driver: line-protocol }
            assets:
              shop/press3:
                connection: telegraf
                tags:
                  temperature: { series: "press,machine=3 temp", as: int64, scale: 0.1, unit: °C }
            """);
        Assert.Equal(HttpStatusCode.NoContent, (await bench.WriteAsync($"press,machine=3 temp=215i {bench.Now + 1}\npress,machine=4 temp=1i {bench.Now}")).Status);
        Assert.Equal(21.5, bench.Current("shop/press3/temperature").Value.ToDouble());
        Assert.Equal(Quality.Good, bench.Current("shop/press3/temperature").Quality);
        Assert.Equal(TagValue.Of(1L), bench.Current("press/4/temp").Value);
        Assert.False(bench.Runtime.Tags.TryFind(TagPath.Parse("acme/berlin/press/3/temp"), out _));
    }

    [Fact]
    public async Task A_time_far_ahead_or_in_the_wrong_unit_is_refused()
    {
        await using var bench = await IngestBench.StartAsync();
        var ahead = await bench.WriteAsync($"m a=1 {bench.Now + 7200}");
        Assert.Contains("ahead of this node's clock; set the sender's clock, or raise max_clock_skew", ahead.Message, StringComparison.Ordinal);
        var unit = await bench.WriteAsync($"m a=1 {bench.Now}", "bucket=plant");
        Assert.Contains("in nanoseconds; send the precision that the times have", unit.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_1_is_spoken_with_gzip_user_and_password()
    {
        await using var bench = await IngestBench.StartAsync();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes($"m a=1 {bench.Now}"));
        using var client = new HttpClient { BaseAddress = bench.Client.BaseAddress };
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await client.PostAsync(new Uri($"/write?db=plant&precision=s&u=any&p={bench.Token("v1", Role.Operator)}", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(TagValue.Of(1.0), bench.Current("m/a").Value);
        using var bad = await client.PostAsync(new Uri($"/write?db=plant&p={bench.Token("v1b", Role.Operator)}", UriKind.Relative), new StringContent("m a"));
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Contains("line 1: 'a' is no field", await IngestBench.MessageAsync(bad), StringComparison.Ordinal);
        Assert.Contains("'a' is no field", bad.Headers.GetValues("X-Influxdb-Error").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_operators_and_named_tokens_may_write()
    {
        await using var bench = await IngestBench.StartAsync();
        var line = $"m a=1 {bench.Now}";
        foreach (var (scheme, token, expected) in new[]
        {
            ("Bearer", bench.Token("op", Role.Operator), HttpStatusCode.NoContent),
            ("Token", bench.Token("agent", Role.Viewer), HttpStatusCode.NoContent),
            ("Token", bench.Token("other", Role.Viewer), HttpStatusCode.Forbidden),
            ("Token", "nonsense", HttpStatusCode.Unauthorized),
            ("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("any:" + bench.Token("basic", Role.Operator))), HttpStatusCode.NoContent),
        })
        {
            bench.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(scheme, token);
            Assert.Equal(expected, (await bench.WriteAsync(line)).Status);
        }
        bench.Client.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.Unauthorized, (await bench.WriteAsync(line)).Status);
    }

    [Fact]
    public async Task An_unknown_bucket_a_large_body_a_broken_gzip_and_an_unknown_precision_are_refused()
    {
        await using var bench = await IngestBench.StartAsync("bucket: plant, max_body_bytes: 2 kB");
        Assert.Equal((HttpStatusCode.NotFound, "bucket \"other\" not found; name one that a connection with driver: line-protocol has"), await bench.WriteAsync("m a=1", "bucket=other"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await bench.WriteAsync(new string('#', 3_000))).Status);
        Assert.Equal((HttpStatusCode.BadRequest, "precision 'd' is unknown; send ns, us, ms or s"), await bench.WriteAsync("m a=1", "bucket=plant&precision=d"));
        using var content = new StringContent("no gzip");
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await bench.Client.PostAsync(new Uri("/api/v2/write?bucket=plant", UriKind.Relative), content);
        Assert.Equal((HttpStatusCode.BadRequest, "the body is not the gzip that its header says"), (answer.StatusCode, await IngestBench.MessageAsync(answer)));
    }

    [Fact]
    public async Task A_small_gzip_that_unpacks_to_too_much_is_refused()
    {
        await using var bench = await IngestBench.StartAsync("bucket: plant, max_body_bytes: 64 kB");
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            await gzip.WriteAsync(new byte[10_000_000]);
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await bench.Client.PostAsync(new Uri("/api/v2/write?bucket=plant", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_connection_that_is_switched_off_asks_for_a_repetition()
    {
        await using var bench = await IngestBench.StartAsync("enabled: false");
        using var answer = await bench.Client.PostAsync(new Uri("/api/v2/write?bucket=any&precision=s", UriKind.Relative), new StringContent($"m a=1 {bench.Now}"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Clients_are_told_that_it_is_there()
    {
        await using var bench = await IngestBench.StartAsync();
        using var ping = await bench.Client.GetAsync(new Uri("/ping", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, ping.StatusCode);
        Assert.True(ping.Headers.Contains("X-Influxdb-Version"));
        Assert.Contains("\"status\":\"pass\"", await bench.Client.GetStringAsync(new Uri("/health", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_writers_at_once_lose_nothing()
    {
        await using var bench = await IngestBench.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async writer =>
        {
            for (var i = 0; i < 5; i++)
                Assert.Equal(HttpStatusCode.NoContent, (await bench.WriteAsync($"m,w={writer} a={i},b={i}i {bench.Now + i}")).Status);
        }));
        for (var writer = 0; writer < 20; writer++)
            Assert.Equal("0 0, 1 1, 2 2, 3 3, 4 4", await bench.HistoryAsync($"m/{writer}/a", 5));
    }
}
