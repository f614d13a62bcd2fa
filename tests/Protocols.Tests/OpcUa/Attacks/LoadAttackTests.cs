using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Channel;
using Millwright.Protocols.Tests.OpcUa.Server;

namespace Millwright.Protocols.Tests.OpcUa.Attacks;

/// <summary>Attacks by asking for more and more. Each while an honest session works.</summary>
[Collection(AloneCollection.Name)]
public class LoadAttackTests
{
    private static readonly NodeId Press = new(1, "Press");

    [Fact]
    public async Task Attack_7_work_that_takes_all_threads()
    {
        await using var bench = new ServerBench();
        using (var edit = bench.Space.Edit())
        {
            edit.AddFolder(new NodeId(StandardIds.ObjectsFolder), new NodeId(1, "Large"), new QualifiedName(1, "Large"));
            for (var i = 0; i < 2_000; i++)
                edit.AddVariable(new NodeId(1, "Large"), new NodeId(1, $"Large.{i}"), new QualifiedName(1, $"Sensor{i}"), new VariableSettings(), i);
        }
        await using var honest = await HonestSession.StartAsync(bench);
        var held = new TaskCompletionSource();
        bench.Product.Gate = held.Task;
        var path = new RelativePath([new RelativePathElement(NodeId.Null, false, true, new QualifiedName(1, "Large")), new RelativePathElement(NodeId.Null, false, true, new QualifiedName(1, "Sensor7"))]);
        var paths = new TranslateBrowsePathsToNodeIdsRequest([.. Enumerable.Repeat(new BrowsePath(new NodeId(StandardIds.ObjectsFolder), path), 100)]);
        var asked = new List<Task<StatusCode>>();
        var attackers = new List<Task>();
        for (var i = 0; i < 8; i++)
        {
            var session = await bench.ConnectAsync();
            // Half of them wait for a machine that does not answer, half of them compute.
            for (var j = 0; j < 100; j++)
                asked.Add(OutcomeAsync(i % 2 == 0 ? Other(session).WriteAsync("ns=1;s=Press.Speed", new Variant(1.0)) : Other(session).AskAsync(paths)));
            attackers.Add(FloodOpeningAsync(bench));
        }
        await honest.HoldsAsync();
        Assert.Contains(await Task.WhenAll(asked.Where(a => a.IsCompleted)), status => status == StatusCodes.BadTooManyOperations);
        held.SetResult();
        await Task.WhenAll(asked);
        await Task.WhenAll(attackers);
        await honest.HoldsAsync();
    }

    [Fact]
    public async Task Attack_8_subscriptions_without_end()
    {
        var limits = new ServerLimits { MaxSubscriptions = 300, MaxMonitoredItems = 20_000 };
        await using var bench = new ServerBench(o => o with { Limits = limits });
        await using var honest = await HonestSession.StartAsync(bench);
        var refusals = 0;
        for (var round = 0; round < 5; round++)
        {
            var session = await bench.ConnectAsync();
            for (var i = 0; i < 150; i++)
            {
                try
                {
                    var subscription = (await session.SubscribeAsync(1_000, uint.MaxValue, uint.MaxValue)).SubscriptionId;
                    var items = Enumerable.Range(0, 100).Select(n => new MonitoredItemCreateRequest(
                        new ReadValueId(new NodeId(1, "Press.Speed"), AttributeId.Value, null, default), MonitoringMode.Reporting,
                        new MonitoringParameters((uint)n, 0, ExtensionObject.Null, uint.MaxValue, true)));
                    await session.AskAsync(new CreateMonitoredItemsRequest(subscription, TimestampsToReturn.Both, [.. items]));
                }
                catch (UaException refused)
                {
                    Assert.Equal<StatusCode>(StatusCodes.BadTooManySubscriptions, refused.Status);
                    refusals++;
                }
            }
            // They are left behind for another session to take.
            await session.AskAsync(new CloseSessionRequest(false));
        }
        Assert.InRange(refusals, 5 * 50, 5 * 150);
        Assert.Equal((300, 20_000), (bench.Server.Subscriptions, bench.Server.MonitoredItems));
        await honest.HoldsAsync();
        // What nobody takes ends with its lifetime.
        for (var step = 0; step < 14 && bench.Server.Subscriptions > 1; step++)
        {
            bench.Advance(300_000);
            await honest.HoldsAsync();
        }
        Assert.Equal((1, 1), (bench.Server.Subscriptions, bench.Server.MonitoredItems));
        await honest.HoldsAsync();
    }

    [Fact]
    public async Task Attack_9_calls_whose_channel_is_closed_at_once()
    {
        await using var bench = new ServerBench();
        await using var honest = await HonestSession.StartAsync(bench);
        for (var round = 0; round < 150; round++)
        {
            var session = await bench.ConnectAsync();
            var subscription = (await session.SubscribeAsync()).SubscriptionId;
            await session.MonitorAsync(subscription, "ns=1;s=Press.Speed");
            _ = session.PublishAsync();
            for (var call = 0; call < 5; call++)
                _ = Other(session).AskAsync(new CallRequest([new CallMethodRequest(Press, new NodeId(1, "Press.Add"), [new Variant(1), new Variant(2)])]));
            _ = Other(session).WriteAsync("ns=1;s=Press.Temperature", new Variant(1.0));
            if (round % 2 == 0)
                _ = Other(session).AskAsync(new CloseSessionRequest(true));
            await session.Channel.DisposeAsync();
        }
        await honest.HoldsAsync();
        Assert.InRange(bench.Server.Sessions, 1, 151);
        for (var minute = 0; minute < 20 && bench.Server.Sessions + bench.Server.MonitoredItems > 2; minute++)
        {
            bench.Advance(50_000);
            await honest.HoldsAsync();
        }
        Assert.Equal((1, 1), (bench.Server.Sessions, bench.Server.MonitoredItems));
        await ChannelBench.UntilAsync(() => bench.Server.Connections == 1);
    }

    [Fact]
    public async Task Attack_12_condition_refreshes_without_end()
    {
        await using var bench = new ServerBench(o => o with { Limits = new ServerLimits { MaxQueuedValues = 300_000, MaxRefreshedEvents = 20_000 } });
        for (var i = 0; i < 1_000; i++)
            bench.Product.Conditions.Add(new UaEvent { EventType = new NodeId(StandardIds.AlarmConditionType), ConditionId = new NodeId(1, $"Alarm{i}"), Severity = 800 });
        await using var honest = await HonestSession.StartAsync(bench);
        var session = await bench.ConnectAsync();
        var filter = new EventFilter([.. Enumerable.Range(0, 30).Select(_ => new SimpleAttributeOperand(new NodeId(StandardIds.BaseEventType), [new QualifiedName(0, "Message")], AttributeId.Value, null))], new ContentFilter([]));
        var subscriptions = new List<uint>();
        for (var i = 0; i < 40; i++)
        {
            subscriptions.Add((await session.SubscribeAsync()).SubscriptionId);
            for (var item = 0; item < 15; item++)
                await session.MonitorAsync(subscriptions[i], "i=2253", queue: uint.MaxValue, filter: filter.ToExtensionObject(), attribute: AttributeId.EventNotifier);
        }
        var outcomes = new List<StatusCode>();
        for (var round = 0; round < 10; round++)
        {
            foreach (var subscription in subscriptions)
                outcomes.Add(await RefreshAsync(session, subscription));
        }
        Assert.Equal(subscriptions.Count, outcomes.Count(status => status.IsGood));
        Assert.Equal(subscriptions.Count * 9, outcomes.Count(status => status == StatusCodes.BadRefreshInProgress));
        await honest.HoldsAsync();
        // More items than one refresh may tell events to.
        for (var item = 0; item < 10; item++)
            await session.MonitorAsync(subscriptions[0], "i=2253", filter: filter.ToExtensionObject(), attribute: AttributeId.EventNotifier);
        Assert.Equal<StatusCode>(StatusCodes.BadTooManyOperations, await RefreshAsync(session, subscriptions[0]));
        await honest.HoldsAsync();
    }

    private static TestSession Other(TestSession session) => new(session.Channel) { Token = session.Token };

    private static async Task<StatusCode> RefreshAsync(TestSession session, uint subscription) => Assert.Single((await session.AskAsync(
        new CallRequest([new CallMethodRequest(new NodeId(StandardIds.ConditionType), new NodeId(3875), [new Variant(subscription)])]))).Results).StatusCode;

    private static async Task<StatusCode> OutcomeAsync(Task asked)
    {
        try
        {
            await asked;
            return StatusCodes.Good;
        }
        catch (UaException refused)
        {
            return refused.Status;
        }
    }

    // RSA for each: a channel, three tries to create a session on it, gone.
    private static async Task FloodOpeningAsync(ServerBench bench)
    {
        for (var i = 0; i < 3; i++)
        {
            var channel = await bench.OpenAsync("Aes256_Sha256_RsaPss", MessageSecurityMode.SignAndEncrypt);
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => OutcomeAsync(new TestSession(channel).CreateAsync())));
            await channel.DisposeAsync();
        }
    }
}
