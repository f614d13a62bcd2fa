using Millwright.Fakes;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Channel;

namespace Millwright.Protocols.Tests.OpcUa.Client;

/// <summary>The subscription engine against a server that loses, forgets, refuses and falls silent.</summary>
public class SubscriptionTests
{
    private static readonly SubscriptionOptions Fast = new() { PublishingInterval = TimeSpan.FromMilliseconds(100), KeepAlive = TimeSpan.FromHours(1) };

    [Fact]
    public async Task Values_come_in_order_and_are_acknowledged()
    {
        await using var server = new ScriptedServer();
        var (client, sink, _) = await WatchAsync(server);
        await using var _c = client;
        for (var i = 1; i <= 50; i++)
            await server.SendAsync(1, 1, i);
        await ChannelBench.UntilAsync(() => sink.Values.Count == 50 && server.Acknowledged.Count >= 47);
        Assert.Equal(Enumerable.Range(1, 50).Select(i => (double)i), sink.Values);
        // The last ones travel with the next Publish requests.
        Assert.Equal(Enumerable.Range(1, 47).Select(i => (uint)i), server.Acknowledged.Take(47).Select(a => a.SequenceNumber));
        Assert.Equal(50, client.Statistics.Notifications);
    }

    [Fact]
    public async Task Lost_messages_are_asked_for_again_and_given_in_their_place()
    {
        await using var server = new ScriptedServer();
        var (client, sink, _) = await WatchAsync(server);
        await using var _c = client;
        await server.SendAsync(1, 1, 1.0);
        server.Lose(1, 1, 2.0);
        server.Lose(1, 1, 3.0);
        await server.SendAsync(1, 1, 4.0);
        await ChannelBench.UntilAsync(() => sink.Values.Count == 4);
        Assert.Equal([1.0, 2.0, 3.0, 4.0], sink.Values);
        Assert.Equal((2, 0, 0), (client.Statistics.Republished, client.Statistics.LostMessages, sink.Gaps));
    }

    [Fact]
    public async Task A_sign_of_life_shows_a_loss_too()
    {
        await using var server = new ScriptedServer();
        var (client, sink, _) = await WatchAsync(server);
        await using var _c = client;
        server.Lose(1, 1, 1.0);
        await server.SendAsync(1, 1, 0, _ => default, number: 2);
        await ChannelBench.UntilAsync(() => sink.Values.Count == 1);
        Assert.Equal(1, client.Statistics.Republished);
    }

    [Fact]
    public async Task What_the_server_does_not_have_any_more_is_counted_and_told()
    {
        await using var server = new ScriptedServer();
        var (client, sink, _) = await WatchAsync(server);
        await using var _c = client;
        server.Lose(1, 1, 1.0, keeps: false);
        server.Lose(1, 1, 2.0, keeps: false);
        await server.SendAsync(1, 1, 3.0);
        await ChannelBench.UntilAsync(() => sink.Values.Count == 1);
        Assert.Equal((2, 1), (client.Statistics.LostMessages, sink.Gaps));
        // The items are still there: what is missing is what was in the messages.
        Assert.Equal((false, 1u), (sink.LastGap!.Value.IsMadeAnew, Assert.Single(sink.LastGap.Value.Handles)));
    }

    [Fact]
    public async Task A_message_that_comes_twice_is_given_once()
    {
        await using var server = new ScriptedServer();
        var (client, sink, _) = await WatchAsync(server);
        await using var _c = client;
        await server.SendAsync(1, 1, 1.0);
        await server.SendAsync(1, 1, 1.0, number: 1);
        await server.SendAsync(1, 1, 2.0);
        await ChannelBench.UntilAsync(() => sink.Values.Count >= 2);
        Assert.Equal([1.0, 2.0], sink.Values);
    }

    [Fact]
    public async Task Overflowed_queues_are_counted()
    {
        await using var server = new ScriptedServer();
        var (client, sink, _) = await WatchAsync(server);
        await using var _c = client;
        await server.SendAsync(1, 1, 4, i => new DataValue(new Variant(1.0), i % 2 == 0 ? new StatusCode(0).WithOverflow() : default));
        await ChannelBench.UntilAsync(() => sink.Values.Count == 4);
        Assert.Equal(2, client.Statistics.QueueOverflows);
    }

    [Fact]
    public async Task Items_are_made_in_portions_the_server_takes()
    {
        await using var server = new ScriptedServer { ItemsPerCall = 30 };
        await using var client = new OpcUaClient(server.Options());
        await client.ConnectAsync();
        var subscription = client.Subscribe(Fast with { MaxItemsPerServerSubscription = 70 }, new CollectingSink());
        subscription.Add(Items(200));
        await subscription.SettledAsync();
        Assert.Equal((200, 3), (subscription.LiveItems, subscription.ServerSubscriptions));
        // 30 + 30 + 10, twice, and 30 + 30.
        Assert.Equal(8, server.Count(CreateMonitoredItemsRequest.EncodingId));
    }

    [Fact]
    public async Task A_failed_item_is_tried_again_alone_with_growing_pauses_and_the_others_flow()
    {
        var clock = new ManualClock();
        await using var server = new ScriptedServer();
        server.ItemStatus = item => item.RequestedParameters.ClientHandle == 5 ? StatusCodes.BadNodeIdUnknown : StatusCodes.Good;
        await using var client = new OpcUaClient(server.Options(clock) with { AuditInterval = TimeSpan.Zero });
        await client.ConnectAsync();
        var sink = new CollectingSink();
        var subscription = client.Subscribe(Fast, sink);
        subscription.Add(Items(10));
        await subscription.SettledAsync();
        Assert.Equal((9, 10), (subscription.LiveItems, subscription.RequestedItems));
        Assert.Equal<StatusCode>(StatusCodes.BadNodeIdUnknown, sink.Statuses[5]);
        await AdvanceAsync(clock, 31);
        var tries = server.Created.Count(item => item.RequestedParameters.ClientHandle == 5);
        Assert.InRange(tries, 5, 6);
        Assert.Equal(9, server.Created.Count - tries);
        server.ItemStatus = static _ => StatusCodes.Good;
        for (var i = 0; i < 70 && subscription.LiveItems < 10; i++)
            await AdvanceAsync(clock, 1);
        Assert.Equal(10, subscription.LiveItems);
        Assert.Equal<StatusCode>(StatusCodes.Good, sink.Statuses[5]);
    }

    [Fact]
    public async Task The_audit_finds_an_item_the_server_dropped_and_makes_it_anew()
    {
        var clock = new ManualClock();
        await using var server = new ScriptedServer();
        await using var client = new OpcUaClient(server.Options(clock) with { AuditInterval = TimeSpan.FromSeconds(3) });
        await client.ConnectAsync();
        var sink = new CollectingSink();
        var subscription = client.Subscribe(Fast, sink);
        subscription.Add(Items(10));
        await subscription.SettledAsync();
        server.Items.TryRemove(server.Items.Single(item => item.Value == 7).Key, out _);
        for (var i = 0; i < 20 && client.Statistics.ItemsRepaired == 0; i++)
            await AdvanceAsync(clock, 1);
        await ChannelBench.UntilAsync(() => server.Created.Count == 11);
        Assert.Equal(7u, server.Created.Last().RequestedParameters.ClientHandle);
        Assert.Equal(1, client.Statistics.ItemsRepaired);
        // Nobody knows since when it was gone.
        Assert.Equal((true, 7u), (sink.LastGap!.Value.IsMadeAnew, Assert.Single(sink.LastGap.Value.Handles)));
    }

    [Fact]
    public async Task A_subscription_that_falls_silent_is_made_anew()
    {
        var clock = new ManualClock();
        await using var server = new ScriptedServer();
        await using var client = new OpcUaClient(server.Options(clock) with { AuditInterval = TimeSpan.Zero });
        await client.ConnectAsync();
        var sink = new CollectingSink();
        var subscription = client.Subscribe(Fast with { KeepAlive = TimeSpan.FromSeconds(5) }, sink);
        subscription.Add(Items(3));
        await subscription.SettledAsync();
        for (var i = 0; i < 40 && client.Statistics.Recreations == 0; i++)
            await AdvanceAsync(clock, 1);
        await ChannelBench.UntilAsync(() => server.Subscriptions.Count == 2 && subscription.LiveItems == 3);
        Assert.Equal(1, sink.Gaps);
        Assert.Equal([1u, 2u, 3u], sink.LastGap!.Value.Handles.Order());
        Assert.True(sink.LastGap.Value.IsMadeAnew);
    }

    [Fact]
    public async Task A_subscription_that_the_server_ended_while_the_session_lived_on_is_told_as_a_gap_and_made_anew()
    {
        await using var server = new ScriptedServer();
        var (client, sink, subscription) = await WatchAsync(server);
        await using var _c = client;
        await server.SendAsync(1, 1, 1.0);
        await ChannelBench.UntilAsync(() => sink.Values.Count == 1);
        server.Fault = id => id == RepublishRequest.EncodingId ? StatusCodes.BadSubscriptionIdInvalid : null;
        server.Cut();
        await ChannelBench.UntilAsync(() => server.Subscriptions.Count == 2 && subscription.LiveItems == 1);
        Assert.Equal((1, 1, 1), (client.Statistics.Sessions, client.Statistics.Reactivations, sink.Gaps));
        Assert.Equal((true, 1u), (sink.LastGap!.Value.IsMadeAnew, Assert.Single(sink.LastGap.Value.Handles)));
    }

    [Fact]
    public async Task A_server_that_takes_few_publish_requests_gets_few()
    {
        await using var server = new ScriptedServer();
        var (client, sink, _) = await WatchAsync(server);
        await using var _c = client;
        await ChannelBench.UntilAsync(() => server.Publishes.Count == 3);
        await server.FailPublishAsync(StatusCodes.BadTooManyPublishRequests);
        for (var i = 0; i < 10; i++)
            await server.SendAsync(1, 1, i);
        await ChannelBench.UntilAsync(() => sink.Values.Count == 10);
        await ChannelBench.UntilAsync(() => server.Publishes.Count == 2);
        Assert.Equal(13, server.Count(PublishRequest.EncodingId));
    }

    [Fact]
    public async Task A_sink_that_fails_is_told_of_and_gets_the_next_message()
    {
        await using var server = new ScriptedServer();
        var (client, sink, _) = await WatchAsync(server);
        await using var _c = client;
        var faults = 0;
        client.Faulted += _ => faults++;
        sink.Throws = true;
        await server.SendAsync(1, 1, 1.0);
        await ChannelBench.UntilAsync(() => faults == 1);
        sink.Throws = false;
        await server.SendAsync(1, 1, 2.0);
        await ChannelBench.UntilAsync(() => sink.Values.Contains(2.0));
    }

    [Fact]
    public async Task A_cut_connection_keeps_the_session_and_what_was_sent_meanwhile()
    {
        await using var server = new ScriptedServer();
        var (client, sink, _) = await WatchAsync(server);
        await using var _c = client;
        await server.SendAsync(1, 1, 1.0);
        await ChannelBench.UntilAsync(() => sink.Values.Count == 1);
        server.Publishes.Clear();
        server.Lose(1, 1, 2.0);
        server.Cut();
        await ChannelBench.UntilAsync(() => sink.Values.Count == 2);
        Assert.Equal((1, 1, 1), (client.Statistics.Sessions, client.Statistics.Reactivations, server.Subscriptions.Count));
        Assert.Equal(0, sink.Gaps);
    }

    [Fact]
    public async Task What_was_given_when_the_connection_broke_is_not_given_again()
    {
        await using var server = new ScriptedServer();
        var (client, sink, _) = await WatchAsync(server);
        await using var _c = client;
        sink.HoldsBatches = true;
        server.Kept[(1, 1)] = 1.0;
        await server.SendAsync(1, 1, 1.0);
        await ChannelBench.UntilAsync(() => sink.Values.Count == 1);
        sink.HoldsBatches = false;
        server.Publishes.Clear();
        server.Cut();
        await ChannelBench.UntilAsync(() => sink.Batches == 1);
        Assert.Equal(1, client.Statistics.Reactivations);
        await server.SendAsync(1, 1, 2.0);
        await ChannelBench.UntilAsync(() => sink.Values.Contains(2.0));
        Assert.Equal([1.0, 2.0], sink.Values);
    }

    [Fact]
    public async Task A_forgotten_session_is_replaced_and_its_subscriptions_are_taken_over()
    {
        await using var server = new ScriptedServer();
        var (client, sink, subscription) = await WatchAsync(server);
        await using var _c = client;
        await server.SendAsync(1, 1, 1.0);
        server.Lose(1, 1, 2.0);
        server.ForgetSessions();
        await Assert.ThrowsAsync<UaException>(async () => await client.ReadValueAsync(new NodeId(2257)));
        await ChannelBench.UntilAsync(() => sink.Values.Count == 2);
        Assert.Equal((2, 1, 0), (client.Statistics.Sessions, client.Statistics.Transfers, client.Statistics.ServerRestarts));
        Assert.Equal((1, 0), (server.Subscriptions.Count, sink.Gaps));
        Assert.Equal(1, subscription.LiveItems);
    }

    [Fact]
    public async Task After_a_restart_nothing_is_taken_over_and_ids_follow_their_namespace()
    {
        await using var server = new ScriptedServer();
        var (client, sink, subscription) = await WatchAsync(server);
        await using var _c = client;
        Assert.Equal(2, server.Created.Single().ItemToMonitor.NodeId.NamespaceIndex);
        server.StartTime = UaDateTime.From(DateTimeOffset.UnixEpoch.AddYears(60));
        server.Namespaces = ["http://opcfoundation.org/UA/", "urn:a", "urn:new", "urn:b"];
        server.ForgetSessions();
        server.Cut();
        await ChannelBench.UntilAsync(() => server.Created.Count == 2 && subscription.LiveItems == 1);
        Assert.Equal(3, server.Created.Last().ItemToMonitor.NodeId.NamespaceIndex);
        Assert.Equal(0, server.Count(TransferSubscriptionsRequest.EncodingId));
        Assert.Equal((1, 1), (client.Statistics.ServerRestarts, sink.Gaps));
    }

    private static IEnumerable<MonitoredItemRequest> Items(int count) =>
        Enumerable.Range(1, count).Select(i => new MonitoredItemRequest((uint)i, new NodeId(2, (uint)i)));

    private static async Task<(OpcUaClient Client, CollectingSink Sink, Subscription Subscription)> WatchAsync(ScriptedServer server)
    {
        var client = new OpcUaClient(server.Options());
        await client.ConnectAsync();
        var sink = new CollectingSink();
        var subscription = client.Subscribe(Fast, sink);
        subscription.Add(Items(1));
        await subscription.SettledAsync();
        return (client, sink, subscription);
    }

    // The loop waits a tick of the clock between two rounds: it must be waiting before the clock moves.
    private static async Task AdvanceAsync(ManualClock clock, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            await ChannelBench.UntilAsync(() => clock.WaitingTimers >= 2);
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
