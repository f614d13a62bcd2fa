using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Channel;

namespace Millwright.Protocols.Tests.OpcUa.Server;

public class SubscriptionTests
{
    private const string SpeedNode = "ns=1;s=Press.Speed";

    [Fact]
    public async Task The_first_value_and_each_change_are_told_once()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        await session.MonitorAsync(subscription, SpeedNode, clientHandle: 77);
        var first = await NextAsync(bench, session);
        Assert.Equal((77u, 12.5), (Single(first).ClientHandle, Single(first).Value.Value.AsDouble()));
        Assert.Equal(1u, first.NotificationMessage.SequenceNumber);
        bench.Set(ServerBench.Speed, 13);
        bench.Set(ServerBench.Speed, 14);
        var second = await NextAsync(bench, session);
        Assert.Equal(14.0, Single(second).Value.Value.AsDouble());
        bench.Set(ServerBench.Speed, 14);
        Assert.Empty(TestSession.Values((await NextAsync(bench, session)).NotificationMessage));
    }

    [Fact]
    public async Task Silence_is_broken_by_keep_alives_that_use_no_number()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        await session.SubscribeAsync(intervalMs: 100, keepAlive: 5);
        Assert.Equal(1u, (await NextAsync(bench, session)).NotificationMessage.SequenceNumber);
        var waiting = session.PublishAsync();
        await ServerBench.HeardAsync(session);
        bench.Advance(400);
        Assert.False(waiting.IsCompleted);
        bench.Advance(100);
        var alive = await waiting;
        Assert.Empty(alive.NotificationMessage.NotificationData);
        Assert.Equal(1u, alive.NotificationMessage.SequenceNumber);
    }

    [Theory]
    [InlineData(true, new[] { 3.0, 4.0, 5.0 }, new[] { true, false, false })]
    [InlineData(false, new[] { 12.5, 1.0, 5.0 }, new[] { false, false, true })]
    public async Task A_full_queue_loses_one_and_marks_it(bool discardOldest, double[] expected, bool[] overflow)
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        await session.MonitorAsync(subscription, SpeedNode, samplingMs: 0, queue: 3, discardOldest: discardOldest);
        for (var value = 1; value <= 5; value++)
            bench.Set(ServerBench.Speed, value);
        var told = TestSession.Values((await NextAsync(bench, session)).NotificationMessage);
        Assert.Equal(expected, told.Select(n => n.Value.Value.AsDouble()));
        Assert.Equal(overflow, told.Select(n => n.Value.Status.HasOverflow));
    }

    [Theory]
    [InlineData(DeadbandType.Absolute, 5.0, 17.0, false)]
    [InlineData(DeadbandType.Absolute, 5.0, 18.0, true)]
    [InlineData(DeadbandType.Percent, 5.0, 22.0, false)]
    [InlineData(DeadbandType.Percent, 5.0, 23.0, true)]
    public async Task A_change_within_the_deadband_is_no_news(DeadbandType type, double deadband, double value, bool expected)
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        await session.MonitorAsync(subscription, SpeedNode, filter: new DataChangeFilter(DataChangeTrigger.StatusValue, type, deadband).ToExtensionObject());
        await NextAsync(bench, session);
        bench.Set(ServerBench.Speed, value);
        Assert.Equal(expected, TestSession.Values((await NextAsync(bench, session)).NotificationMessage).Count == 1);
    }

    [Theory]
    [InlineData(DataChangeTrigger.Status, false, false)]
    [InlineData(DataChangeTrigger.StatusValue, true, false)]
    [InlineData(DataChangeTrigger.StatusValueTimestamp, true, true)]
    public async Task The_trigger_says_what_is_news(DataChangeTrigger trigger, bool value, bool timestamp)
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        await session.MonitorAsync(subscription, SpeedNode, filter: new DataChangeFilter(trigger, DeadbandType.None, 0).ToExtensionObject());
        await NextAsync(bench, session);
        bench.Server.Values.Set(ServerBench.Speed, new DataValue(new Variant(12.5), default, ServerBench.At(50)));
        Assert.Equal(timestamp, TestSession.Values((await NextAsync(bench, session)).NotificationMessage).Count == 1);
        bench.Server.Values.Set(ServerBench.Speed, new DataValue(new Variant(99.0), default, ServerBench.At(50)));
        Assert.Equal(value, TestSession.Values((await NextAsync(bench, session)).NotificationMessage).Count == 1);
        bench.Server.Values.Set(ServerBench.Speed, DataValue.FromStatus(StatusCodes.BadSensorFailure));
        Assert.Equal(StatusCodes.BadSensorFailure, Single(await NextAsync(bench, session)).Value.Status);
    }

    [Theory]
    [InlineData("ns=1;s=Nowhere", DeadbandType.None, 0.0, StatusCodes.BadNodeIdUnknown)]
    [InlineData("ns=1;s=Press", DeadbandType.None, 0.0, StatusCodes.BadAttributeIdInvalid)]
    [InlineData("ns=1;s=Press.Secret", DeadbandType.None, 0.0, StatusCodes.BadUserAccessDenied)]
    [InlineData("ns=1;s=Press.Name", DeadbandType.Absolute, 1.0, StatusCodes.BadFilterNotAllowed)]
    [InlineData("ns=1;s=Press.Temperature", DeadbandType.Percent, 1.0, StatusCodes.BadDeadbandFilterInvalid)]
    [InlineData("ns=1;s=Press.Speed", DeadbandType.Percent, 101.0, StatusCodes.BadDeadbandFilterInvalid)]
    [InlineData("ns=1;s=Press.Speed", DeadbandType.Absolute, -1.0, StatusCodes.BadDeadbandFilterInvalid)]
    [InlineData("ns=1;s=Press.Speed", (DeadbandType)9, 1.0, StatusCodes.BadMonitoredItemFilterInvalid)]
    public async Task An_item_that_cannot_be_monitored_says_why(string node, DeadbandType type, double deadband, StatusCodes expected)
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        var filter = type == DeadbandType.None ? null : new DataChangeFilter(DataChangeTrigger.StatusValue, type, deadband).ToExtensionObject();
        Assert.Equal((StatusCode)expected, (await session.MonitorAsync(subscription, node, filter: filter)).StatusCode);
        Assert.Equal(0, bench.Server.MonitoredItems);
    }

    [Fact]
    public async Task Messages_are_kept_until_acknowledged_and_can_be_had_again()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        await session.MonitorAsync(subscription, SpeedNode);
        var first = await NextAsync(bench, session);
        bench.Set(ServerBench.Speed, 1);
        var second = await NextAsync(bench, session);
        Assert.Equal([1u, 2u], second.AvailableSequenceNumbers);
        var again = await session.AskAsync(new RepublishRequest(subscription, 1));
        Assert.Equal(first.NotificationMessage.NotificationData, again.NotificationMessage.NotificationData);
        bench.Set(ServerBench.Speed, 2);
        var third = await NextAsync(bench, session, new(subscription, 1), new(subscription, 9), new(4711, 1));
        Assert.Equal([2u, 3u], third.AvailableSequenceNumbers);
        Assert.Equal([StatusCodes.Good, StatusCodes.BadSequenceNumberUnknown, StatusCodes.BadSubscriptionIdInvalid], third.Results.Select(r => (StatusCodes)r.Value));
        await SessionTests.RefusedAsync(StatusCodes.BadMessageNotAvailable, () => session.AskAsync(new RepublishRequest(subscription, 1)));
    }

    [Fact]
    public async Task More_than_fits_comes_in_more_messages()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync(maxNotifications: 2)).SubscriptionId;
        for (var i = 1u; i <= 5; i++)
            await session.MonitorAsync(subscription, SpeedNode, clientHandle: i);
        var first = await NextAsync(bench, session);
        Assert.True(first.MoreNotifications);
        var second = await session.PublishAsync();
        Assert.True(second.MoreNotifications);
        var third = await session.PublishAsync();
        Assert.False(third.MoreNotifications);
        Assert.Equal([1u, 2u, 3u, 4u, 5u], new[] { first, second, third }.SelectMany(p => TestSession.Values(p.NotificationMessage)).Select(v => v.ClientHandle));
    }

    [Fact]
    public async Task A_late_publish_gets_what_waited_at_once()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        await session.MonitorAsync(subscription, SpeedNode);
        bench.Advance(300);
        Assert.Equal(12.5, Single(await session.PublishAsync()).Value.Value.AsDouble());
    }

    [Fact]
    public async Task The_subscription_of_higher_priority_is_served_first()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var low = (await session.SubscribeAsync(priority: 1)).SubscriptionId;
        var high = (await session.SubscribeAsync(priority: 9)).SubscriptionId;
        await session.MonitorAsync(low, SpeedNode);
        await session.MonitorAsync(high, SpeedNode);
        bench.Advance(300);
        Assert.Equal(high, (await session.PublishAsync()).SubscriptionId);
        Assert.Equal(low, (await session.PublishAsync()).SubscriptionId);
    }

    [Fact]
    public async Task A_subscription_without_a_client_ends_after_its_lifetime()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var created = await session.SubscribeAsync(intervalMs: 100, lifetime: 30, keepAlive: 5);
        Assert.Equal(30u, created.RevisedLifetimeCount);
        await session.MonitorAsync(created.SubscriptionId, SpeedNode);
        bench.Advance(2_900);
        Assert.Equal(1, bench.Server.MonitoredItems);
        bench.Advance(200);
        Assert.Equal(0, bench.Server.MonitoredItems);
        await SessionTests.RefusedAsync(StatusCodes.BadNoSubscription, () => session.PublishAsync());
    }

    [Fact]
    public async Task What_a_lost_channel_asked_for_keeps_no_subscription_alive()
    {
        await using var bench = new ServerBench();
        var session = new TestSession(await bench.OpenAsync());
        await session.CreateAsync(timeoutMs: 3_600_000);
        await session.ActivateAsync();
        var subscription = (await session.SubscribeAsync(intervalMs: 100, lifetime: 30, keepAlive: 5)).SubscriptionId;
        await session.MonitorAsync(subscription, SpeedNode);
        await NextAsync(bench, session);
        _ = session.PublishAsync();
        _ = session.PublishAsync();
        await ServerBench.HeardAsync(session);
        await session.Channel.DisposeAsync();
        await ChannelBench.UntilAsync(() =>
        {
            bench.Advance(100);
            return bench.Server.MonitoredItems == 0;
        });
        Assert.Equal(1, bench.Server.Sessions);
    }

    [Fact]
    public async Task A_lifetime_is_at_least_three_keep_alives()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var created = await session.SubscribeAsync(intervalMs: -1, lifetime: 1, keepAlive: 20);
        Assert.Equal((10.0, 60u, 20u), (created.RevisedPublishingIntervalMs, created.RevisedLifetimeCount, created.RevisedMaxKeepAliveCount));
    }

    [Fact]
    public async Task Another_session_of_the_same_client_takes_a_subscription_over()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        await session.MonitorAsync(subscription, SpeedNode);
        await NextAsync(bench, session);
        await session.AskAsync(new CloseSessionRequest(false));
        Assert.Equal(1, bench.Server.MonitoredItems);
        var next = await bench.ConnectAsync();
        var result = Assert.Single((await next.AskAsync(new TransferSubscriptionsRequest([subscription], true))).Results);
        Assert.Equal((StatusCodes.Good, 1u), ((StatusCodes)result.StatusCode.Value, Assert.Single(result.AvailableSequenceNumbers)));
        Assert.Equal(12.5, Single(await NextAsync(bench, next)).Value.Value.AsDouble());
        Assert.Single((await next.AskAsync(new RepublishRequest(subscription, 1))).NotificationMessage.NotificationData);
        Assert.Equal(StatusCodes.BadSubscriptionIdInvalid, Assert.Single((await next.AskAsync(new TransferSubscriptionsRequest([999], true))).Results).StatusCode);
    }

    [Fact]
    public async Task The_session_that_loses_a_subscription_hears_of_it()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        await NextAsync(bench, session);
        var waiting = session.PublishAsync();
        await ServerBench.HeardAsync(session);
        var next = await bench.ConnectAsync();
        await next.AskAsync(new TransferSubscriptionsRequest([subscription], false));
        Assert.True(Assert.Single((await waiting).NotificationMessage.NotificationData).TryDecode<StatusChangeNotification>(out var change));
        Assert.Equal(StatusCodes.GoodSubscriptionTransferred, change.Status);
    }

    [Fact]
    public async Task A_sampling_item_speaks_when_the_item_that_triggers_it_does()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        var trigger = await session.MonitorAsync(subscription, SpeedNode, clientHandle: 1);
        var linked = await session.MonitorAsync(subscription, "ns=1;s=Press.Temperature", clientHandle: 2, mode: MonitoringMode.Sampling);
        var links = await session.AskAsync(new SetTriggeringRequest(subscription, trigger.MonitoredItemId, [linked.MonitoredItemId, 4711], [12]));
        Assert.Equal([StatusCodes.Good, StatusCodes.BadMonitoredItemIdInvalid], links.AddResults.Select(r => (StatusCodes)r.Value));
        Assert.Equal(StatusCodes.BadMonitoredItemIdInvalid, Assert.Single(links.RemoveResults));
        Assert.Equal([1u], TestSession.Values((await NextAsync(bench, session)).NotificationMessage).Select(v => v.ClientHandle));
        bench.Set(ServerBench.Temperature, 30);
        bench.Advance(100);
        bench.Set(ServerBench.Speed, 1);
        Assert.Equal([2u, 1u], TestSession.Values((await NextAsync(bench, session)).NotificationMessage).Select(v => v.ClientHandle).OrderDescending());
    }

    [Fact]
    public async Task Modes_and_deletion_start_and_stop_items()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        var item = (await session.MonitorAsync(subscription, SpeedNode)).MonitoredItemId;
        await NextAsync(bench, session);
        await session.AskAsync(new SetMonitoringModeRequest(subscription, MonitoringMode.Disabled, [item]));
        bench.Set(ServerBench.Speed, 1);
        Assert.Empty(TestSession.Values((await NextAsync(bench, session)).NotificationMessage));
        await session.AskAsync(new SetMonitoringModeRequest(subscription, MonitoringMode.Reporting, [item]));
        Assert.Equal(1.0, Single(await NextAsync(bench, session)).Value.Value.AsDouble());
        var deleted = await session.AskAsync(new DeleteMonitoredItemsRequest(subscription, [item, item]));
        Assert.Equal([StatusCodes.Good, StatusCodes.BadMonitoredItemIdInvalid], deleted.Results.Select(r => (StatusCodes)r.Value));
        Assert.Equal(0, bench.Server.MonitoredItems);
    }

    [Fact]
    public async Task A_standard_variable_is_asked_for_at_each_sampling()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        await session.MonitorAsync(subscription, "i=2258", samplingMs: 500);
        var first = Single(await NextAsync(bench, session)).Value.Value.AsDateTime();
        var second = Single(await NextAsync(bench, session)).Value.Value.AsDateTime();
        Assert.True(second > first);
    }

    [Fact]
    public async Task A_node_that_goes_says_so_and_goes_on_when_it_comes_back()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        await session.MonitorAsync(subscription, SpeedNode);
        await NextAsync(bench, session);
        using (var edit = bench.Space.Edit())
            edit.Remove(new NodeId(1, "Press.Speed"));
        Assert.Equal(StatusCodes.BadNodeIdUnknown, Single(await NextAsync(bench, session)).Value.Status);
        using (var edit = bench.Space.Edit())
            edit.AddVariable(new NodeId(1, "Press"), new NodeId(1, "Press.Speed"), new QualifiedName(1, "Speed"), new VariableSettings(), ServerBench.Temperature);
        Assert.Equal(20.0, Single(await NextAsync(bench, session)).Value.Value.AsDouble());
    }

    [Fact]
    public async Task Limits_on_subscriptions_items_and_publish_requests_hold()
    {
        await using var bench = new ServerBench(o => o with { Limits = new ServerLimits { MaxSubscriptionsPerSession = 1, MaxMonitoredItemsPerSubscription = 2, MaxPublishRequests = 2, MaxMonitoredItemsPerCall = 3 } });
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        await SessionTests.RefusedAsync(StatusCodes.BadTooManySubscriptions, () => session.SubscribeAsync());
        await session.MonitorAsync(subscription, SpeedNode);
        await session.MonitorAsync(subscription, SpeedNode);
        Assert.Equal(StatusCodes.BadTooManyMonitoredItems, (await session.MonitorAsync(subscription, SpeedNode)).StatusCode);
        await SessionTests.RefusedAsync(StatusCodes.BadTooManyOperations, () => session.AskAsync(new DeleteMonitoredItemsRequest(subscription, [1, 2, 3, 4])));
        await NextAsync(bench, session);
        var oldest = new TestSession(session.Channel) { Token = session.Token }.PublishAsync();
        await ServerBench.HeardAsync(session);
        _ = new TestSession(session.Channel) { Token = session.Token }.PublishAsync();
        _ = new TestSession(session.Channel) { Token = session.Token }.PublishAsync();
        await SessionTests.RefusedAsync(StatusCodes.BadTooManyPublishRequests, () => oldest);
    }

    [Fact]
    public async Task Closing_the_session_sends_back_what_it_still_asks_for()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        await session.SubscribeAsync();
        await NextAsync(bench, session);
        var waiting = session.PublishAsync();
        await ServerBench.HeardAsync(session);
        await new TestSession(session.Channel) { Token = session.Token }.AskAsync(new CloseSessionRequest(true));
        await SessionTests.RefusedAsync(StatusCodes.BadSessionClosed, () => waiting);
    }

    [Fact]
    public async Task A_client_with_one_publish_request_at_a_time_keeps_its_subscription()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync(100, lifetime: 6, keepAlive: 2)).SubscriptionId;
        await session.MonitorAsync(subscription, SpeedNode);
        for (var round = 0; round < 20; round++)
        {
            bench.Set(ServerBench.Speed, 100 + round);
            await NextAsync(bench, session);
        }
        Assert.Equal(1, bench.Server.Subscriptions);
    }

    [Fact]
    public async Task The_methods_of_the_server_object_list_and_resend()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        var item = await session.MonitorAsync(subscription, SpeedNode, clientHandle: 77);
        await NextAsync(bench, session);
        var listed = Assert.Single((await session.AskAsync(new CallRequest([new CallMethodRequest(new NodeId(2253), new NodeId(11492), [new Variant(subscription)])]))).Results);
        Assert.Equal([item.MonitoredItemId], listed.OutputArguments[0].AsArray<uint>());
        Assert.Equal([77u], listed.OutputArguments[1].AsArray<uint>());
        await session.AskAsync(new CallRequest([new CallMethodRequest(new NodeId(2253), new NodeId(12873), [new Variant(subscription)])]));
        Assert.Equal(12.5, Single(await NextAsync(bench, session)).Value.Value.AsDouble());
    }

    internal static MonitoredItemNotification Single(PublishResponse response) => Assert.Single(TestSession.Values(response.NotificationMessage));

    /// <summary>Publishes and lets time pass until the answer comes.</summary>
    internal static async Task<PublishResponse> NextAsync(ServerBench bench, TestSession session, params SubscriptionAcknowledgement[] acknowledgements)
    {
        var waiting = session.PublishAsync(acknowledgements);
        await ServerBench.HeardAsync(session);
        for (var steps = 0; steps < 400 && !waiting.IsCompleted; steps++)
        {
            bench.Advance(50);
            await ServerBench.HeardAsync(session);
        }
        return await waiting;
    }
}
