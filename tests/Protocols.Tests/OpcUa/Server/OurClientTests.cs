using System.Collections.Concurrent;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Channel;
using Millwright.Protocols.Tests.OpcUa.Pki;

namespace Millwright.Protocols.Tests.OpcUa.Server;

/// <summary>Both halves of this library, with the clock of the wall.</summary>
public class OurClientTests
{
    private static readonly ExpandedNodeId Speed = new(new NodeId(0, "Press.Speed"), TestCertificates.ServerUri, 0);

    [Fact]
    public async Task The_client_takes_the_strongest_endpoint_and_uses_every_service()
    {
        await using var bench = Bench();
        await using var client = bench.Client();
        await client.ConnectAsync();
        Assert.Equal((SecurityPolicy.Aes256Sha256RsaPss, MessageSecurityMode.SignAndEncrypt), (client.Policy, client.Mode));
        Assert.Equal(12.5, (await client.ReadValueAsync(new NodeId(1, "Press.Speed"))).Value.AsDouble());
        Assert.Equal(StatusCodes.Good, await client.WriteValueAsync(new NodeId(1, "Press.Speed"), new Variant(14.0)));
        Assert.Equal(5, (await client.CallAsync(new NodeId(1, "Press"), new NodeId(1, "Press.Add"), [new Variant(2), new Variant(3)])).OutputArguments[0].AsInt32());
        Assert.Equal(new NodeId(1, "Press.Speed"), await client.FindAsync(new NodeId(85), [new QualifiedName(1, "Press"), new QualifiedName(1, "Speed")]));
        Assert.InRange(client.Limits!.NodesPerRead, 1, 10_000);
    }

    [Fact]
    public async Task Values_flow_again_after_the_server_was_replaced()
    {
        var sink = new Sink();
        var first = Bench();
        await using var client = first.Client();
        await client.ConnectAsync();
        var subscription = client.Subscribe(new SubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(50) }, sink);
        subscription.Add([new MonitoredItemRequest(1, Speed) { SamplingIntervalMs = 20 }]);
        await ChannelBench.UntilAsync(() => sink.Values.Contains(12.5));
        first.Set(ServerBench.Speed, 13);
        await ChannelBench.UntilAsync(() => sink.Values.Contains(13));
        var port = first.EndPoint.Port;
        await first.DisposeAsync();
        await using var second = Bench(port);
        second.Set(ServerBench.Speed, 77);
        await ChannelBench.UntilAsync(() => sink.Values.Contains(77));
    }

    private static ServerBench Bench(int port = 0) => new(o => o with { Time = TimeProvider.System }, port);

    private sealed class Sink : INotificationSink
    {
        public ConcurrentQueue<double> Values { get; } = new();

        public void OnValue(uint handle, in DataValue value)
        {
            if (value.Value.TryGetNumber(out var number))
                Values.Enqueue(number);
        }
    }
}
