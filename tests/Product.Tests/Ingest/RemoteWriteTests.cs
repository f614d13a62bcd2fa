using System.Net;
using System.Net.Http.Headers;
using Millwright.Model;
using Millwright.Security;
using Snappier;

namespace Millwright.Product.Tests.Ingest;

public sealed class RemoteWriteTests
{
    [Fact]
    public async Task A_series_becomes_a_tag_and_its_samples_are_durable_when_it_is_answered()
    {
        await using var bench = await StartAsync();
        var request = new WriteRequests()
            .Add("up instance=web1:9100 job=node", (Ms(bench, 0), 1), (Ms(bench, 1), 0))
            .Add("load job=node instance=web1:9100", (Ms(bench, 0), 0.5));
        Assert.Equal((HttpStatusCode.NoContent, ""), await WriteAsync(bench, request));
        Assert.Equal((TagKind.Float64, "up,instance=web1:9100,job=node value"), (bench.Definition("web1_9100/node/up").Kind, bench.Definition("web1_9100/node/up").Address));
        Assert.Equal((TagValue.Of(0.0), Quality.Good), (bench.Current("web1_9100/node/up").Value, bench.Current("web1_9100/node/up").Quality));
        Assert.Equal("0 1, 1 0", await bench.HistoryAsync("web1_9100/node/up", 2));
        Assert.Equal(TagValue.Of(0.5), bench.Current("web1_9100/node/load").Value);
    }

    [Fact]
    public async Task A_stale_marker_ends_the_value_and_another_NaN_is_a_failed_sensor()
    {
        await using var bench = await StartAsync();
        await WriteAsync(bench, new WriteRequests().Add("m a=1", (Ms(bench, 0), 1)).Add("m a=2", (Ms(bench, 0), double.NaN)));
        Assert.Equal((HttpStatusCode.NoContent, ""), await WriteAsync(bench, new WriteRequests().AddBits("m a=1", Ms(bench, 1), WriteRequests.Stale)));
        Assert.Equal((Quality.BadNoData, TagKind.None), (bench.Current("1/m").Quality, bench.Current("1/m").Value.Kind));
        Assert.Equal((Quality.BadSensorFailure, double.NaN), (bench.Current("2/m").Quality, bench.Current("2/m").Value.ToDouble()));
        Assert.Equal((HttpStatusCode.NoContent, ""), await WriteAsync(bench, new WriteRequests().Add("m a=1", (Ms(bench, 2), 3))));
        Assert.Equal((Quality.Good, 3.0), (bench.Current("1/m").Quality, bench.Current("1/m").Value.ToDouble()));
    }

    [Fact]
    public async Task What_cannot_be_kept_is_named_and_all_else_is_stored()
    {
        await using var bench = await StartAsync();
        var ahead = bench.Now + 7_200;
        var request = new WriteRequests()
            .Add("good job=a", (Ms(bench, 0), 1))
            .Add([.. WriteRequests.Label("job", "a"), .. WriteRequests.Sample(Ms(bench, 0), 0)])
            .Add("late job=a", (Ms(bench, 0), 1), (ahead * 1_000, 2))
            .Add("old job=a", (12, 1))
            .Add([.. WriteRequests.Labels("exemplary job=a"), .. WriteRequests.Sample(Ms(bench, 0), 0), .. WriteRequests.Field(3, [])])
            .Add([.. WriteRequests.Labels("native job=a"), .. WriteRequests.Field(4, [])])
            .Add([.. WriteRequests.Sample(Ms(bench, 0), 0), .. WriteRequests.Labels("mixed job=a")])
            .Add([.. WriteRequests.Labels("twice job=a job=b"), .. WriteRequests.Sample(Ms(bench, 0), 0)]);
        var (status, message) = await WriteAsync(bench, request);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("partial write: of 7 of 8 series something was refused by connection telegraf, all else is stored: series 2: it has no label __name__; series 3: 1 of its 2 samples: its time ", message, StringComparison.Ordinal);
        Assert.Contains("ahead of this node's clock; set the sender's clock, or raise max_clock_skew; series 4: 1 of its 1 samples: its time 12 is not within the years 2000 to 9999 in milliseconds", message, StringComparison.Ordinal);
        Assert.Contains("series 5: 1 exemplars of it are not kept; leave them out (send_exemplars: false); series 6: 1 native histograms of it are not kept", message, StringComparison.Ordinal);
        Assert.EndsWith("series 7: its labels stand behind its samples; series 8: it has the label 'job' twice", message, StringComparison.Ordinal);
        Assert.Equal("0 1", await bench.HistoryAsync("a/good", 1));
        Assert.Equal("0 1", await bench.HistoryAsync("a/late", 1));
        Assert.Equal("0 0", await bench.HistoryAsync("a/exemplary", 1));
        Assert.False(bench.Runtime.Tags.TryFind(TagPath.Parse("acme/berlin/a/old"), out _));
        Assert.False(bench.Runtime.Tags.TryFind(TagPath.Parse("acme/berlin/a/native"), out _));
    }

    [Fact]
    public async Task The_rule_and_the_limit_of_tags_say_what_they_refuse()
    {
        await using var bench = await StartAsync("asset: \"{job}/{rest}\", max_tags: 1");
        var (status, message) = await WriteAsync(bench, new WriteRequests().Add("a job=x", (Ms(bench, 0), 1)).Add("b", (Ms(bench, 0), 1)).Add("c job=x", (Ms(bench, 0), 1)));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.EndsWith("series 2: 'b value' would be a new tag, and connection telegraf makes 1 at most; raise max_tags, or send less; series 3: 'c,job=x value' would be a new tag, and connection telegraf makes 1 at most; raise max_tags, or send less", message, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NoContent, ""), await WriteAsync(bench, new WriteRequests().Add("a job=x", (Ms(bench, 1), 2))));
    }

    [Fact]
    public async Task Tags_keep_their_identity_over_a_restart_whatever_the_order_of_their_labels()
    {
        await using var bench = await StartAsync();
        await WriteAsync(bench, new WriteRequests().Add("m a=1 b=2", (Ms(bench, 0), 1)));
        var id = bench.Definition("1/2/m").Id;
        await bench.RestartAsync();
        Assert.Equal((HttpStatusCode.NoContent, ""), await WriteAsync(bench, new WriteRequests().Add("m b=2 a=1", (Ms(bench, 1), 2))));
        Assert.Equal(id, bench.Definition("1/2/m").Id);
        Assert.Equal("0 1, 1 2", await bench.HistoryAsync("1/2/m", 2));
    }

    [Fact]
    public async Task Only_operators_and_named_tokens_may_write()
    {
        await using var bench = await StartAsync("writers: [agent]");
        foreach (var (scheme, token, expected) in new[]
        {
            ("Bearer", bench.Token("op", Role.Operator), HttpStatusCode.NoContent),
            ("Bearer", bench.Token("agent", Role.Viewer), HttpStatusCode.NoContent),
            ("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("any:" + bench.Token("basic", Role.Operator))), HttpStatusCode.NoContent),
            ("Bearer", bench.Token("other", Role.Viewer), HttpStatusCode.Forbidden),
            ("Bearer", "nonsense", HttpStatusCode.Unauthorized),
        })
        {
            bench.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(scheme, token);
            Assert.Equal(expected, (await WriteAsync(bench, new WriteRequests().Add("m a=1", (Ms(bench, 0), 1)))).Status);
        }
    }

    [Fact]
    public async Task Version_2_other_packings_and_broken_bodies_are_refused_by_name()
    {
        await using var bench = await StartAsync("max_body_bytes: 2 kB");
        var packed = new WriteRequests().Add("m a=1", (Ms(bench, 0), 1)).Packed;
        Assert.Equal(
            (HttpStatusCode.UnsupportedMediaType, "message 'io.prometheus.write.v2.Request' is not taken; send prometheus.WriteRequest (remote write 1.0)"),
            await PostAsync(bench, packed, "application/x-protobuf;proto=io.prometheus.write.v2.Request", "snappy"));
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "content type 'text/plain' is not taken; send application/x-protobuf"), await PostAsync(bench, packed, "text/plain", "snappy"));
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "content encoding 'gzip' is not taken; send snappy"), await PostAsync(bench, packed, encoding: "gzip"));
        Assert.Equal((HttpStatusCode.BadRequest, "the body is not the snappy block that its header says"), await PostAsync(bench, packed[..^1]));
        Assert.Equal((HttpStatusCode.BadRequest, "the body is no WriteRequest of remote write 1.0: it breaks off"), await PostAsync(bench, Snappy.CompressToArray([0x0A])));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(bench, Snappy.CompressToArray(new byte[100_000]))).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(bench, [0xFF, 0xFF, 0xFF, 0xFF, 0x0F])).Status);
        Assert.Equal((HttpStatusCode.NotFound, "no connection other of this plant takes remote write; add one with driver: remote-write"), await PostAsync(bench, packed, query: "?connection=other"));
        Assert.Equal((HttpStatusCode.NoContent, ""), await PostAsync(bench, packed, "application/x-protobuf;proto=prometheus.WriteRequest", query: "?connection=Telegraf"));
    }

    [Fact]
    public async Task A_plant_without_such_a_connection_takes_nothing()
    {
        await using var bench = await IngestBench.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await WriteAsync(bench, new WriteRequests().Add("m", (Ms(bench, 0), 1)))).Status);
    }

    private static Task<IngestBench> StartAsync(string connection = "max_tags: 1000") => IngestBench.StartAsync(connection, "remote-write");

    private static long Ms(IngestBench bench, int second) => (bench.Now + second) * 1_000;

    private static Task<(HttpStatusCode Status, string Message)> WriteAsync(IngestBench bench, WriteRequests request) => PostAsync(bench, request.Packed);

    private static async Task<(HttpStatusCode Status, string Message)> PostAsync(
        IngestBench bench, byte[] body, string type = "application/x-protobuf", string encoding = "snappy", string query = "")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        content.Headers.ContentEncoding.Add(encoding);
        using var answer = await bench.Client.PostAsync(new Uri("/api/v1/write" + query, UriKind.Relative), content);
        return (answer.StatusCode, (await answer.Content.ReadAsStringAsync()).TrimEnd('\n'));
    }
}
