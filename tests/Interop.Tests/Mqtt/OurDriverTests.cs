using Millwright.Drivers;
using Millwright.Drivers.Mqtt;
using Millwright.Drivers.Payloads;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Product.Tests.Drivers;

namespace Millwright.Interop.Tests.Mqtt;

/// <summary>Our driver with mosquitto and aedes as its brokers, mosquitto_pub and mosquitto_sub as the machines.</summary>
public sealed class OurDriverTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("5")]
    [InlineData("3.1.1")]
    public async Task With_mosquitto_values_come_set_points_go_and_a_session_bridges_a_break(string version)
    {
        using var certificates = new TestCertificates();
        var (broker, tcp, _, _) = await MqttPeers.MosquittoAsync(certificates);
        await using (broker)
            await VisitAsync($"mqtt://127.0.0.1:{tcp}", version, tcp);
    }

    [Fact]
    public async Task With_mosquitto_over_TLS_with_certificates_and_over_WebSocket()
    {
        using var certificates = new TestCertificates();
        var (broker, tcp, tls, webSocket) = await MqttPeers.MosquittoAsync(certificates);
        var own = Path.Combine(certificates.Folder, "driver.pem");
        await File.WriteAllTextAsync(own, await File.ReadAllTextAsync(certificates.ClientFile) + "\n" + await File.ReadAllTextAsync(certificates.ClientKeyFile));
        await using (broker)
        {
            await MqttPeers.PubAsync(tcp, "-t", "a", "-m", "7", "-r");
            foreach (var options in new MqttConnectionOptions[]
            {
                new() { Address = $"mqtts://127.0.0.1:{tls}", Authority = certificates.AuthorityFile, Certificate = own, CheckHostName = false },
                new() { Address = $"ws://127.0.0.1:{webSocket}" },
            })
            {
                using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
                await using var source = Create(options, new MqttTagOptions { Topic = "a" });
                await source.StartAsync(limit.Token);
                using var read = await source.ReadAsync([new(0)], limit.Token);
                Assert.Equal(7, read[0].Value.ToDouble());
            }
            await using var stranger = Create(new() { Address = $"mqtts://127.0.0.1:{tls}", Certificate = own, CheckHostName = false }, new MqttTagOptions { Topic = "a" });
            await Assert.ThrowsAsync<SourceException>(() => stranger.StartAsync(CancellationToken.None).AsTask());
        }
    }

    [Fact]
    public async Task With_aedes_values_come_and_set_points_go()
    {
        var (broker, port) = await MqttPeers.AedesAsync();
        await using (broker)
            await VisitAsync($"mqtt://127.0.0.1:{port}", "3.1.1", port);
    }

    [Fact]
    public async Task As_host_it_hears_an_edge_node_of_sparkplug_client()
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        using var certificates = new TestCertificates();
        var (broker, tcp, _, _) = await MqttPeers.MosquittoAsync(certificates);
        await using (broker)
        {
            await using var edge = MqttPeers.SparkplugEdge(tcp);
            MqttTagOptions[] tags =
            [
                new() { Topic = "G/E/press3", Payload = PayloadFormat.Sparkplug, Path = "oil" },
                new() { Topic = "G/E", Payload = PayloadFormat.Sparkplug, Path = "load", As = TagKind.Int32 },
            ];
            var output = new RecordingOutput();
            await RunAsync(new() { Address = $"mqtt://127.0.0.1:{tcp}", HostId = "scada" }, tags, output, async _ =>
                await output.UntilAsync(_ => output.Samples.Any(s => s.Tag.Index == 1 && s.Value.ToDouble() == 7)
                    && output.Samples.Where(s => s.Tag.Index == 0).Select(s => s.Value.ToDouble()).Distinct().Count() >= 5), limit.Token);
        }
    }

    private static async Task VisitAsync(string address, string version, int port)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        var options = new MqttConnectionOptions { Address = address, Version = version, ClientId = "driver", Session = TimeSpan.FromHours(1) };
        MqttTagOptions[] tags =
        [
            new() { Topic = "acme/press3", Path = "oil.temp", Time = "ts" },
            new() { Topic = "acme/press3", Path = "on", As = TagKind.Boolean, WriteTopic = "acme/press3/set", WritePayload = """{"on":{value}}""" },
        ];
        await MqttPeers.PubAsync(port, "-q", "1", "-r", "-t", "acme/press3", "-m", """{"ts":1773051273,"oil":{"temp":20.5},"on":false}""");
        var first = new RecordingOutput();
        await RunAsync(options, tags, first, async source =>
        {
            await first.UntilAsync(_ => first.Samples.Count >= 4);
            Assert.Equal([20.5, 0], first.Samples.Take(2).Select(s => s.Value.ToDouble()));
            await using var machine = MqttPeers.Sub(port, "-t", "acme/press3/set", "-C", "1");
            // The machine may not be subscribed yet: a set-point that is not heard is set again.
            var heard = machine.LineAsync("{");
            while (!heard.IsCompleted)
            {
                await ((ISourceWriter)source).WriteAsync(new(1), TagValue.Of(true), limit.Token);
                await Task.WhenAny(heard, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, limit.Token));
            }
            Assert.Equal("""{"on":true}""", await heard);
        }, limit.Token);
        foreach (var i in Enumerable.Range(1, 5))
            await MqttPeers.PubAsync(port, "-q", "1", "-t", "acme/press3", "-m", $$"""{"ts":{{1773051273 + i}},"oil":{"temp":{{i}}},"on":true}""");
        var second = new RecordingOutput();
        await RunAsync(options, tags, second, async _ =>
            await second.UntilAsync(_ => Enumerable.Range(1, 5).All(i => second.Samples.Concat(second.Filled).Any(s => s.Tag.Index == 0 && s.Value.ToDouble() == i))), limit.Token);
    }

    private static async Task RunAsync(MqttConnectionOptions options, MqttTagOptions[] tags, RecordingOutput output, Func<ISource, Task> visit, CancellationToken cancellation)
    {
        await using var source = Create(options, tags);
        await source.StartAsync(cancellation);
        using var stop = new CancellationTokenSource();
        var running = source.RunAsync(output, stop.Token);
        await visit(source);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static ISource Create(MqttConnectionOptions options, params MqttTagOptions[] tags)
    {
        var driver = DriverList.All.Single(d => d.Name == "mqtt");
        options.Timeout = TimeSpan.FromSeconds(30);
        options.Listen = TimeSpan.FromSeconds(30);
        Assert.Empty(driver.Check(options));
        return driver.Create(new("c", options, [.. tags.Select((t, i) => new SourceTag(new(i), TagPath.Parse($"acme/berlin/hall/tag{i}"), t, TimeSpan.FromSeconds(1)))], TimeProvider.System));
    }
}
