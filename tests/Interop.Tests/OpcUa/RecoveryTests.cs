using Millwright.OpcUa.Client;
using Millwright.OpcUa.Types;

namespace Millwright.Interop.Tests.OpcUa;

/// <summary>node-opcua's server is killed, started again, cut off and moved; values flow again with nobody's help.</summary>
public class RecoveryTests
{
    [Fact]
    public async Task After_a_kill_and_a_restart_with_other_namespace_indexes_every_item_flows_again()
    {
        await using var server = await NodeOpcUa.StartAsync();
        await using var client = new OpcUaClient(server.Options());
        var restarts = 0;
        client.ServerRestarted += () => restarts++;
        await client.ConnectAsync();
        var sink = new RecordingSink();
        var subscription = client.Subscribe(new SubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(100) }, sink);
        // By index, as a person picks it while browsing; kept by URI from then on.
        subscription.Add(Enumerable.Range(0, 100).Select(i => new MonitoredItemRequest((uint)i, NodeOpcUa.Node(client, $"Items/{i}"))));
        await subscription.SettledAsync();
        await sink.UntilAsync(s => Seen(s) == 100);
        var before = client.Namespaces.IndexOf(NodeOpcUa.Namespace);
        for (var round = 1; round <= 3; round++)
        {
            await server.KillAsync();
            await UntilAsync(() => client.State != ClientState.Connected);
            Assert.Equal<StatusCode>(StatusCodes.BadNotConnected, (await Assert.ThrowsAsync<UaException>(async () => await client.ReadValueAsync(new NodeId(2258)))).Status);
            await server.RunAsync(round % 2 == 1 ? "shift" : null);
            var back = TimeProvider.System.GetTimestamp();
            sink.Values.Clear();
            await sink.UntilAsync(s => Seen(s) == 100);
            TestContext.Current.SendDiagnosticMessage($"all values back after {TimeProvider.System.GetElapsedTime(back).TotalMilliseconds:0} ms");
            Assert.Equal(before + (round % 2), client.Namespaces.IndexOf(NodeOpcUa.Namespace));
            Assert.Equal((100, round), (subscription.LiveItems, restarts));
        }
        Assert.Equal(3, sink.Gaps.Count);
        Assert.Equal((4, 3), (client.Statistics.Sessions, client.Statistics.ConnectionLosses));
    }

    [Fact]
    public async Task A_cut_connection_costs_neither_the_session_nor_a_value()
    {
        await using var server = await NodeOpcUa.StartAsync();
        using var relay = new CuttingRelay(server.Url);
        await using var client = new OpcUaClient(server.Options() with { EndpointUrls = [relay.Url] });
        await client.ConnectAsync();
        Assert.Null(client.AddressNote);
        var sink = new RecordingSink();
        var subscription = client.Subscribe(new SubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(100) }, sink);
        // Interval 0: the server reports each change. A sampled value may be skipped by the server's own timer, which would be no loss of ours.
        subscription.Add([new MonitoredItemRequest(1, NodeOpcUa.Node("Counter")) { SamplingIntervalMs = 0, QueueSize = 1000 }]);
        for (var round = 1; round <= 5; round++)
        {
            var count = sink.Values.Count;
            await sink.UntilAsync(s => s.Values.Count > count + 10);
            relay.Cut();
            await UntilAsync(() => client.Statistics.Reactivations == round);
        }
        var last = sink.Values.Count;
        await sink.UntilAsync(s => s.Values.Count > last + 20);
        // A message whose acknowledgement was cut off may come again, with the same source times: once more is no loss.
        var counted = sink.Values.Select(v => (long)v.Value.Value.AsUInt32()).Skip(1).Distinct().ToList();
        Assert.Equal(Enumerable.Range(0, counted.Count).Select(i => counted[0] + i), counted);
        Assert.Equal((1, 0, 0), (client.Statistics.Sessions, client.Statistics.LostMessages, client.Statistics.Recreations));
        Assert.Empty(sink.Gaps);
    }

    [Fact]
    public async Task A_client_that_starts_before_its_server_finds_it()
    {
        await using var server = await NodeOpcUa.StartAsync();
        await server.KillAsync();
        await using var client = new OpcUaClient(server.Options());
        var sink = new RecordingSink();
        client.Subscribe(new SubscriptionOptions(), sink).Add([new MonitoredItemRequest(1, NodeOpcUa.Node("Counter"))]);
        client.Start();
        await UntilAsync(() => client.Statistics.Attempts > 2);
        Assert.IsType<IOException>(client.LastFailure);
        await server.RunAsync();
        await sink.UntilAsync(s => !s.Values.IsEmpty);
    }

    [Fact]
    public async Task When_the_first_server_of_a_pair_dies_the_second_takes_over()
    {
        await using var first = await NodeOpcUa.StartAsync();
        await using var second = await NodeOpcUa.StartAsync();
        await using var client = new OpcUaClient(first.Options() with { EndpointUrls = [first.Url, second.Url] });
        await client.ConnectAsync();
        var sink = new RecordingSink();
        client.Subscribe(new SubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(100) }, sink).Add([new MonitoredItemRequest(1, NodeOpcUa.Node("Counter"))]);
        await sink.UntilAsync(s => !s.Values.IsEmpty);
        Assert.Equal(first.Url, client.EndpointUrl);
        await first.KillAsync();
        await UntilAsync(() => client.EndpointUrl == second.Url);
        sink.Values.Clear();
        await sink.UntilAsync(s => !s.Values.IsEmpty);
    }

    private static int Seen(RecordingSink sink) => sink.Values.Select(v => v.Handle).Distinct().Count();

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
    }
}
