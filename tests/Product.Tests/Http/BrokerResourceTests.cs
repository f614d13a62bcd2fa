using System.Buffers;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Fakes;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Sparkplug;
using Millwright.Product.Tests.Publish.Mqtt;
using Millwright.Publish.Mqtt;

namespace Millwright.Product.Tests.Http;

/// <summary>The broker over HTTP, as pages and the command line see it.</summary>
public sealed class BrokerResourceTests : IAsyncLifetime
{
    private FaceBench _bench = null!;
    private MqttFace? _face;

    public async ValueTask InitializeAsync() => _bench = await FaceBench.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        if (_face is not null)
            await _face.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_broker_it_says_how_to_have_one()
    {
        using var vic = await _bench.SignInAsync("vic");
        Assert.Equal("off", (await GetAsync(vic, "mqtt"))["state"]!.ToString());
        using var answer = await vic.GetAsync(new Uri("/api/v1/mqtt/sessions", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("publish: { mqtt: { } }", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_operator_publishes_is_recorded_and_kept()
    {
        await StartAsync();
        using var oli = await _bench.SignInAsync("oli");
        using var answer = await oli.PostAsJsonAsync("/api/v1/mqtt/publish", new { topic = "acme/press3/note", payload = "{\"oil\":\"changed\"}", qos = 1, retain = true });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var topic = Assert.Single((await GetAsync(oli, "mqtt/topics?filter=acme/%23"))["items"]!.AsArray())!;
        Assert.Equal(("acme/press3/note", "json", "{\"oil\":\"changed\"}"), (topic["topic"]!.ToString(), topic["form"]!.ToString(), topic["text"]!.ToString()));
        var audit = (await GetAsync(oli, "audit"))["items"]!.AsArray();
        Assert.Contains(audit, a => a!["action"]!.ToString() == "mqtt-publish" && a["target"]!.ToString() == "acme/press3/note");
    }

    [Theory]
    [InlineData("$SYS/x", 422)]
    [InlineData("a/#", 422)]
    [InlineData("", 400)]
    public async Task What_cannot_be_published_to_is_refused(string topic, int status)
    {
        await StartAsync();
        using var oli = await _bench.SignInAsync("oli");
        using var answer = await oli.PostAsJsonAsync("/api/v1/mqtt/publish", new { topic, payload = "x" });
        Assert.Equal(status, (int)answer.StatusCode);
        using var vic = await _bench.SignInAsync("vic");
        using var refused = await vic.PostAsJsonAsync("/api/v1/mqtt/publish", new { topic = "a", payload = "x" });
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Sparkplug_is_told_by_its_metrics_and_bytes_that_are_no_text_as_bytes()
    {
        await StartAsync();
        var payload = new ArrayBufferWriter<byte>();
        var writer = new PayloadWriter(payload);
        writer.WriteTimestamp(1_700_000_000_000);
        writer.WriteMetric(new Metric { Name = "oil"u8, DataType = MetricDataType.Double, Kind = MetricValueKind.Double, Bits = BitConverter.DoubleToUInt64Bits(42.5) });
        writer.WriteMetric(new Metric { Name = "steps"u8, DataType = MetricDataType.Int16, Kind = MetricValueKind.Int, Bits = 0xFFFF_FFFE });
        await _face!.Broker!.PublishAsync("spBv1.0/acme/DBIRTH/edge/press3", payload.WrittenMemory, MqttQos.AtMostOnce, retain: true);
        await _face.Broker.PublishAsync("raw", new byte[] { 0, 1, 255 }, MqttQos.AtMostOnce, retain: true);
        using var vic = await _bench.SignInAsync("vic");
        var topics = (await GetAsync(vic, "mqtt/topics"))["items"]!.AsArray();
        Assert.Equal(("raw", "binary", "0001FF"), (topics[0]!["topic"]!.ToString(), topics[0]!["form"]!.ToString(), topics[0]!["text"]!.ToString()));
        Assert.Equal("sparkplug", topics[1]!["form"]!.ToString());
        Assert.Equal("oil 42.5, steps -2", string.Join(", ", topics[1]!["metrics"]!.AsArray().Select(m => $"{m!["name"]} {m["value"]}")));
    }

    private static async Task<JsonNode> GetAsync(HttpClient client, string path) => JsonNode.Parse(await client.GetStringAsync(new Uri("/api/v1/" + path, UriKind.Relative)))!;

    private async Task StartAsync()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        _face = new(
            new(new FakeUsers(), () => _bench.Certificates.Store, _bench.Certificates.Own, new FaultyFileStore(), "/data/mqtt", "1", TimeProvider.System, NullLogger.Instance),
            new() { Listen = $"127.0.0.1:{port}" });
        await _face.FirstTry;
        _bench.Plant.Mqtt = _face;
    }
}
