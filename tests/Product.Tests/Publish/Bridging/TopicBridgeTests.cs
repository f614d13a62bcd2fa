using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Model;
using Millwright.Mqtt.Access;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Server;
using Millwright.Publish.Bridging.Topics;

namespace Millwright.Product.Tests.Publish.Bridging;

/// <summary>Two real brokers on the loopback, and the bridge between them.</summary>
public sealed class TopicBridgeTests : IAsyncDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60), TimeProvider.System);
    private readonly int _localPort = FreePorts.Next();
    private readonly int _remotePort = FreePorts.Next();
    private readonly List<IAsyncDisposable> _owned = [];

    private CancellationToken Patience => _limit.Token;

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
            await owned.DisposeAsync();
        _limit.Dispose();
    }

    [Fact]
    public async Task Messages_go_their_way_by_the_names_of_the_other_side_and_do_not_come_back()
    {
        var (local, remote) = (await BrokerAsync(_localPort), await BrokerAsync(_remotePort));
        _owned.AddRange([local, remote]);
        var (here, there) = (await ClientAsync(_localPort, "#"), await ClientAsync(_remotePort, "#"));
        var bridge = Bridge(new TopicRuleOptions { Topic = "acme/#", Direction = TopicDirection.Both, RemotePrefix = "berlin/" }, new TopicRuleOptions { Topic = "set/+", Direction = TopicDirection.In, LocalPrefix = "hq/" });
        await UntilAsync(() => bridge.Status.IsConnected && local.Statistics.Subscriptions == 2 && remote.Statistics.Subscriptions == 3);

        await here.PublishAsync("acme/oil", "1", MqttQos.AtLeastOnce, false, Patience);
        Assert.Equal("acme/oil 1", await NextAsync(here));
        Assert.Equal("berlin/acme/oil 1", await NextAsync(there));
        await there.PublishAsync("berlin/acme/speed", "2", MqttQos.AtLeastOnce, false, Patience);
        Assert.Equal("berlin/acme/speed 2", await NextAsync(there));
        Assert.Equal("acme/speed 2", await NextAsync(here));
        await here.PublishAsync("other", "3", MqttQos.AtLeastOnce, false, Patience);
        await there.PublishAsync("set/x", "4", MqttQos.AtMostOnce, false, Patience);
        Assert.Equal("other 3", await NextAsync(here));
        Assert.Equal("hq/set/x 4", await NextAsync(here));
        Assert.Equal("set/x 4", await NextAsync(there));
        await UntilAsync(() => bridge.Status is { Sent: 1, Received: 2, Refused: 0, Problem: null });
    }

    [Fact]
    public async Task What_is_published_while_the_other_broker_or_the_bridge_is_away_comes_when_it_is_back()
    {
        var local = await BrokerAsync(_localPort);
        _owned.Add(local);
        var here = await ClientAsync(_localPort, null);
        var first = Bridge(new TopicRuleOptions { Topic = "acme/#" });
        await UntilAsync(() => local.Statistics.Subscriptions == 1 && first.Status.Problem is { } problem && problem.Contains($"{_remotePort}", StringComparison.Ordinal));
        for (var i = 0; i < 50; i++)
            await here.PublishAsync("acme/n", $"{i}", MqttQos.AtLeastOnce, false, Patience);
        _owned.Remove(first);
        await first.DisposeAsync();
        for (var i = 50; i < 100; i++)
            await here.PublishAsync("acme/n", $"{i}", MqttQos.AtLeastOnce, false, Patience);
        _owned.Add(await BrokerAsync(_remotePort));
        var there = await ClientAsync(_remotePort, "#");
        var second = Bridge(new TopicRuleOptions { Topic = "acme/#" });
        for (var i = 0; i < 100; i++)
            Assert.Equal($"acme/n {i}", await NextAsync(there));
        await UntilAsync(() => second.Status is { Sent: 100, Problem: null } && local.Statistics.QueuedMessages == 0);
    }

    [Theory]
    [InlineData("plant/acme/oil", true, "berlin/acme/oil 1")]
    [InlineData("acme/oil", true, null)]
    [InlineData("berlin/acme/oil", false, "plant/acme/oil 1")]
    [InlineData("plant/cmd/x", true, null)]
    [InlineData("cmd/x", false, "cmd/x 0")]
    public void A_topic_has_its_name_on_the_other_side(string topic, bool isOut, string? other)
    {
        TopicRuleOptions[] rules =
        [
            new() { Topic = "acme/#", Direction = TopicDirection.Both, LocalPrefix = "plant/", RemotePrefix = "berlin/" }, new() { Topic = "cmd/+", Direction = TopicDirection.In, Qos = 0 },
        ];
        Assert.Equal(other, new TopicMap(rules, isOut).TopicOf(topic) is var (name, most) ? $"{name} {(int)most}" : null);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var options = new TopicBridgeOptions
        {
            Address = "http://x",
            Version = "3.1.1",
            Keep = TimeSpan.Zero,
            Local = new() { Address = "http://y" },
            Topics = [new() { Topic = "a/#/b" }, new() { Topic = "a", LocalPrefix = "+/" }, new() { Topic = "a", Direction = TopicDirection.Both }, new() { Topic = "$SYS/#" }],
        };
        Assert.Equal(
            [
                "address: 'http://x' is no broker", "keep: 00:00:00 is out of range", "local.address: 'http://y' is no broker", "topics: '$SYS/#' is no filter of topics that can be joined",
                "topics: 'a/#/b' is no filter of topics that can be joined", "topics: a prefix holds a wildcard", "topics: both ways need MQTT 5, or each message would come back",
            ],
            options.Validate().Select(p => $"{p.Key}: {p.Problem}").Order(StringComparer.Ordinal));
        Assert.Equal("no topic goes anywhere", Assert.Single(new TopicBridgeOptions { Address = "mqtt://x" }.Validate()).Problem);
    }

    private TopicBridge Bridge(params TopicRuleOptions[] topics)
    {
        var options = new TopicBridgeOptions { Address = $"mqtt://127.0.0.1:{_remotePort}", Local = new() { Address = $"mqtt://127.0.0.1:{_localPort}" }, Topics = topics };
        Assert.Empty(options.Validate());
        var bridge = new TopicBridge("test", options, TagPath.Parse("acme/berlin"), TimeProvider.System, NullLogger.Instance);
        _owned.Add(bridge);
        return bridge;
    }

    private async Task<MqttBroker> BrokerAsync(int port)
    {
        var access = new OpenAccess();
        var broker = new MqttBroker(new MqttBrokerOptions { Authenticator = access, Authorizer = access });
        await broker.StartAsync(Patience);
        broker.ListenTcp(new(IPAddress.Loopback, port));
        return broker;
    }

    private async Task<MqttClient> ClientAsync(int port, string? filter)
    {
        var client = new MqttClient(new() { Host = "127.0.0.1", Port = port });
        _owned.Add(client);
        client.Start();
        await client.ConnectedAsync(Patience);
        if (filter is not null)
            await client.SubscribeAsync(filter, MqttQos.AtLeastOnce, Patience);
        return client;
    }

    private async Task<string> NextAsync(MqttClient client)
    {
        var message = await client.ReceiveAsync(Patience);
        return $"{message.Topic} {Encoding.UTF8.GetString(message.Payload.Span)}";
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Patience);
    }
}
