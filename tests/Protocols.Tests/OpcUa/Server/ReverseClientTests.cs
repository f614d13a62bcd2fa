using System.Net;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Channel;
using Millwright.Protocols.Tests.OpcUa.Client;
using Millwright.Protocols.Tests.OpcUa.Pki;

namespace Millwright.Protocols.Tests.OpcUa.Server;

/// <summary>A client that waits for its server to call.</summary>
public class ReverseClientTests
{
    private const string BehindTheWall = "opc.tcp://localhost:4840";

    [Fact]
    public async Task Values_flow_over_calls_of_the_server_and_again_after_it_was_replaced()
    {
        await using var client = new OpcUaClient(Waiting(TestCertificates.ServerUri));
        client.Start();
        var sink = new CollectingSink();
        var subscription = client.Subscribe(new SubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(20) }, sink);
        subscription.Add([new MonitoredItemRequest(1, new ExpandedNodeId(new NodeId(0, "Press.Speed"), TestCertificates.ServerUri, 0)) { SamplingIntervalMs = 0 }]);
        using var stop = new CancellationTokenSource();
        var bench = new ServerBench(o => o with { Time = TimeProvider.System });
        var calling = CallAsync(bench, client, stop.Token);
        await ChannelBench.UntilAsync(() => sink.Values.Contains(12.5));
        Assert.Equal(ClientState.Connected, client.State);
        bench.Set(ServerBench.Speed, 33);
        await ChannelBench.UntilAsync(() => sink.Values.Contains(33));
        await stop.CancelAsync();
        await calling;
        await bench.DisposeAsync();
        using var stopAgain = new CancellationTokenSource();
        await using var second = new ServerBench(o => o with { Time = TimeProvider.System });
        second.Set(ServerBench.Speed, 77);
        calling = CallAsync(second, client, stopAgain.Token);
        await ChannelBench.UntilAsync(() => sink.Values.Contains(77));
        await stopAgain.CancelAsync();
        await calling;
    }

    [Fact]
    public async Task Another_server_is_hung_up_on_and_named()
    {
        await using var client = new OpcUaClient(Waiting("urn:the:right:one") with { Reverse = new ReverseConnect(new IPEndPoint(IPAddress.Loopback, 0), "urn:the:right:one") { WaitFor = TimeSpan.FromSeconds(1) } });
        await using var bench = new ServerBench(o => o with { Time = TimeProvider.System });
        using var stop = new CancellationTokenSource();
        client.Start();
        var calling = CallAsync(bench, client, stop.Token);
        await ChannelBench.UntilAsync(() => client.LastFailure is UaException { Status: var status } && status == StatusCodes.BadServerUriInvalid);
        Assert.Contains("urn:the:right:one", client.LastFailure!.Message, StringComparison.Ordinal);
        await stop.CancelAsync();
        await calling;
    }

    [Fact]
    public async Task When_nobody_calls_the_failure_says_what_to_do()
    {
        await using var client = new OpcUaClient(Waiting("urn:x") with { Reverse = new ReverseConnect(new IPEndPoint(IPAddress.Loopback, 0), "urn:x") { WaitFor = TimeSpan.FromMilliseconds(50) } });
        var late = await Assert.ThrowsAsync<TimeoutException>(() => client.ConnectAsync());
        Assert.Contains("reverse connect", late.Message, StringComparison.Ordinal);
    }

    private static OpcUaClientOptions Waiting(string serverUri) => new()
    {
        EndpointUrls = [BehindTheWall],
        Reverse = new ReverseConnect(new IPEndPoint(IPAddress.Loopback, 0), serverUri),
        Identity = new Millwright.OpcUa.Channel.ChannelIdentity(TestCertificates.Client),
        ApplicationUri = TestCertificates.ClientUri,
        Guard = new TrustAll(),
    };

    private static Task CallAsync(ServerBench bench, OpcUaClient client, CancellationToken cancellation) => bench.Server.KeepCallingAsync(
        "127.0.0.1", client.ReverseEndPoint!.Port, BehindTheWall, TimeSpan.FromMilliseconds(50), cancellation);
}
