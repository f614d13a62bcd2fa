using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Fakes;
using Millwright.Flow.Bus;
using Millwright.Flow.Tags;
using Millwright.Host.Publishing;
using Millwright.Model;
using Millwright.Product.Tests.Configuration;
using Millwright.Product.Tests.Http;

namespace Millwright.Product.Tests.Publish;

/// <summary>The face as the configuration has it, on real sockets.</summary>
public sealed class PlantPublisherTests : IAsyncLifetime
{
    private readonly TempPlant _plant = new();
    private readonly int _port = FreePorts.Next();
    private readonly FaultyFileStore _files = new();
    private FaceBench _bench = null!;
    private PlantPublisher _publisher = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await FaceBench.StartAsync();
        _publisher = new(new(
            new TagTable(), new SilentBus(), new FakeHistory(), new(_bench.Gate), new(new FakeCommands { Commands = [] }, _bench.Plant.EventBus, _bench.Plant.Conditions), new(_bench.Desk, DeskUsers.OpcUa), new(_bench.Desk, DeskUsers.Mqtt), _bench.Certificates, _files, "/data", null, _bench.Clock,
            NullLogger.Instance));
    }

    public async ValueTask DisposeAsync()
    {
        await _publisher.DisposeAsync();
        await _bench.DisposeAsync();
        _plant.Dispose();
    }

    [Fact]
    public async Task It_comes_and_goes_with_its_section_and_an_unchanged_one_is_left_alone()
    {
        await ApplyAsync("");
        Assert.Null(_publisher.OpcUa);
        await ApplyAsync(Section());
        Assert.Equal($"opc.tcp://127.0.0.1:{_port}", _publisher.OpcUa!.Address);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _port);
        await ApplyAsync(Section() + "assets: { hall: { } }\n");
        Assert.True(client.Connected && client.Client.Poll(0, SelectMode.SelectWrite) && client.Available == 0);
        await ApplyAsync("");
        Assert.Null(_publisher.OpcUa);
        using var late = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => late.ConnectAsync(IPAddress.Loopback, _port));
        Assert.Empty(_publisher.Troubles);
    }

    [Fact]
    public async Task A_taken_port_is_an_alert_and_is_tried_again_until_it_is_free()
    {
        using (var other = new TcpListener(IPAddress.Loopback, _port))
        {
            other.Start();
            await ApplyAsync(Section());
            Assert.Null(_publisher.OpcUa!.Address);
            Assert.StartsWith($"OPC UA cannot listen on 127.0.0.1:{_port}", Assert.Single(_publisher.Troubles).What, StringComparison.Ordinal);
        }
        while (_publisher.OpcUa!.Address is null)
        {
            _bench.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }
        Assert.Empty(_publisher.Troubles);
    }

    [Fact]
    public async Task A_broker_comes_and_goes_with_its_section_and_other_rules_leave_it_where_it_is()
    {
        await ApplyAsync(BrokerSection(""));
        var face = _publisher.Mqtt!;
        Assert.Equal([$"mqtt://127.0.0.1:{_port}"], face.Status.Addresses);
        await ApplyAsync(BrokerSection("access: [{ publish: [a] }]"));
        Assert.Same(face, _publisher.Mqtt);
        await ApplyAsync(BrokerSection("max_sessions: 7"));
        Assert.NotSame(face, _publisher.Mqtt);
        Assert.Empty(_publisher.Troubles);
        await ApplyAsync("");
        Assert.Null(_publisher.Mqtt);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_is_an_alert_and_the_plant_goes_on()
    {
        _bench.Certificates.Own().Dispose();
        File.WriteAllText(Path.Combine(_bench.Certificates.Store.Folder, "own", "application.key.pem"), "nonsense");
        await ApplyAsync(Section());
        Assert.Null(_publisher.OpcUa);
        Assert.StartsWith("the plant cannot be published: ", Assert.Single(_publisher.Troubles).What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bridge_to_another_broker_comes_and_goes_with_its_section_and_says_whom_it_does_not_reach()
    {
        await ApplyAsync($"publish: {{ mqtt_bridges: {{ hq: {{ address: \"mqtt://127.0.0.1:{_port}\", local: {{ address: \"mqtt://127.0.0.1:{_port}\" }}, topics: [{{ topic: \"acme/#\" }}] }} }} }}\n");
        Assert.Equal(("hq", false), (Assert.Single(_publisher.MqttBridges).Name, _publisher.MqttBridges[0].IsConnected));
        Assert.StartsWith($"bridge hq is not joined: the plant's broker: mqtt://127.0.0.1:{_port}: ", Assert.Single(_publisher.Troubles).What, StringComparison.Ordinal);
        await ApplyAsync("");
        Assert.Empty(_publisher.MqttBridges);
        Assert.Empty(_publisher.Troubles);
    }

    private string BrokerSection(string more) => $"publish: {{ mqtt: {{ listen: \"127.0.0.1:{_port}\"{(more.Length > 0 ? ", " : "")}{more} }} }}\n";

    private string Section() => $"publish: {{ opc_ua: {{ listen: \"127.0.0.1:{_port}\" }} }}\n";

    private async Task ApplyAsync(string yaml)
    {
        _plant.Write("plant.yaml", "plant: acme/berlin\ntimezone: UTC\n" + yaml);
        await _publisher.ApplyAsync(_plant.Good(), CancellationToken.None);
    }

    /// <summary>A bus on which nothing ever comes.</summary>
    private sealed class SilentBus : ISampleBus
    {
        public IReadOnlyList<SubscriptionStatus> Subscriptions => [];

        public ISubscription Subscribe(string name, Interest interest) => new Silence();

        private sealed class Silence : ISubscription
        {
            public async ValueTask<SampleBatch> ReadAsync(CancellationToken cancellation)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
                throw new NotSupportedException();
            }

            public bool TryRead(out SampleBatch? batch)
            {
                batch = null;
                return false;
            }

            public void SetInterest(IReadOnlyCollection<TagHandle>? tags)
            {
            }

            public void Dispose()
            {
            }
        }
    }
}
