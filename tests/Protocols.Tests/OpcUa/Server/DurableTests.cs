using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Client;
using Millwright.Protocols.Tests.OpcUa.Pki;

namespace Millwright.Protocols.Tests.OpcUa.Server;

public class DurableTests
{
    private static readonly NodeId SetDurable = new(12749);

    [Fact]
    public async Task A_durable_subscription_outlives_its_client_and_hands_over_what_it_kept()
    {
        await using var bench = new ServerBench(o => o with { Limits = new ServerLimits { MaxDurableLifetime = TimeSpan.FromHours(10) } });
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync(1_000, lifetime: 30, keepAlive: 10)).SubscriptionId;
        Assert.Equal(10u, (await MakeAsync(session, subscription, 100)).OutputArguments[0].AsUInt32());
        await session.MonitorAsync(subscription, "ns=1;s=Press.Speed", queue: 100);
        await SubscriptionTests.NextAsync(bench, session);
        await session.AskAsync(new CloseSessionRequest(false));
        for (var i = 0; i < 5; i++)
        {
            bench.Set(ServerBench.Speed, 100 + i);
            bench.Advance(200);
        }
        bench.Advance(TimeSpan.FromHours(3).TotalMilliseconds);
        Assert.Equal(1, bench.Server.Subscriptions);
        var next = await bench.ConnectAsync();
        var moved = await next.AskAsync(new TransferSubscriptionsRequest([subscription], false));
        Assert.Equal<StatusCode>(StatusCodes.Good, Assert.Single(moved.Results).StatusCode);
        var told = TestSession.Values((await SubscriptionTests.NextAsync(bench, next)).NotificationMessage);
        Assert.Equal([100.0, 101.0, 102.0, 103.0, 104.0], told.Select(v => v.Value.Value.AsDouble()));
    }

    [Fact]
    public async Task After_its_time_it_ends_as_others_do()
    {
        await using var bench = new ServerBench(o => o with { Limits = new ServerLimits { MaxDurableLifetime = TimeSpan.FromHours(2) } });
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync(60_000)).SubscriptionId;
        await MakeAsync(session, subscription, 1);
        await session.AskAsync(new ModifySubscriptionRequest(subscription, 30_000, 3, 1, 0, 0));
        await session.AskAsync(new CloseSessionRequest(false));
        bench.Advance(TimeSpan.FromMinutes(55).TotalMilliseconds);
        Assert.Equal(1, bench.Server.Subscriptions);
        bench.Advance(TimeSpan.FromMinutes(10).TotalMilliseconds);
        Assert.Equal(0, bench.Server.Subscriptions);
    }

    [Fact]
    public async Task It_is_refused_where_it_is_not_offered_too_late_or_for_somebody_elses()
    {
        await using (var plain = new ServerBench())
        {
            var session = await plain.ConnectAsync();
            Assert.Equal<StatusCode>(StatusCodes.BadNotSupported, (await MakeAsync(session, (await session.SubscribeAsync()).SubscriptionId, 1)).StatusCode);
        }
        await using var bench = new ServerBench(o => o with { Limits = new ServerLimits { MaxDurableLifetime = TimeSpan.FromHours(2) } });
        var (owner, other) = (await bench.ConnectAsync(), await bench.ConnectAsync());
        var subscription = (await owner.SubscribeAsync()).SubscriptionId;
        Assert.Equal<StatusCode>(StatusCodes.BadUserAccessDenied, (await MakeAsync(other, subscription, 1)).StatusCode);
        Assert.Equal<StatusCode>(StatusCodes.BadSubscriptionIdInvalid, (await MakeAsync(owner, subscription + 77, 1)).StatusCode);
        await owner.MonitorAsync(subscription, "ns=1;s=Press.Speed");
        Assert.Equal<StatusCode>(StatusCodes.BadInvalidState, (await MakeAsync(owner, subscription, 1)).StatusCode);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(0, null)]
    public async Task The_client_asks_for_it_and_says_what_was_granted(int offered, int? granted)
    {
        await using var bench = new ServerBench(o => o with { Time = TimeProvider.System, Limits = new ServerLimits { MaxDurableLifetime = TimeSpan.FromHours(offered) } });
        await using var client = bench.Client();
        await client.ConnectAsync();
        var subscription = client.Subscribe(new SubscriptionOptions { DurableLifetime = TimeSpan.FromHours(100) }, new CollectingSink());
        subscription.Add([new MonitoredItemRequest(1, new ExpandedNodeId(new NodeId(0, "Press.Speed"), TestCertificates.ServerUri, 0))]);
        await subscription.SettledAsync();
        Assert.Equal(1, subscription.LiveItems);
        Assert.Equal(granted is { } hours ? TimeSpan.FromHours(hours) : null, subscription.DurableLifetime);
    }

    private static async Task<CallMethodResult> MakeAsync(TestSession session, uint subscription, uint hours) =>
        Assert.Single((await session.AskAsync(new CallRequest([new CallMethodRequest(new NodeId(2253), SetDurable, [new Variant(subscription), new Variant(hours)])]))).Results);
}
