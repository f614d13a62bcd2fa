using System.Collections.Concurrent;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Interop.Tests.OpcUa;

/// <summary>Our client as an operator of node-opcua's alarms, and its aggregates.</summary>
public class AlarmTests
{
    private const string Script = "node_opcua_alarms.mjs";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task An_alarm_of_node_opcua_is_seen_acknowledged_confirmed_and_refreshed()
    {
        await using var server = await NodeOpcUa.StartAsync(Script);
        await using var client = new OpcUaClient(server.Options());
        await client.ConnectAsync();
        var sink = new Sink();
        var subscription = Watch(client, sink);
        await subscription.SettledAsync();
        Assert.Equal(1, subscription.LiveItems);
        var alarm = NodeOpcUa.Node(client, "LevelAlarm");
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.WriteValueAsync(NodeOpcUa.Node(client, "Level"), new Variant(0.85)));
        var active = await sink.NextAsync(seeing => seeing is { IsActive: true, IsAcknowledged: false });
        Assert.Equal(alarm, active.Condition);
        Assert.Equal<StatusCode>(StatusCodes.BadEventIdUnknown, await client.AcknowledgeAsync(alarm, [1, 2, 3, 4], new LocalizedText("guessed")));
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.AcknowledgeAsync(alarm, active.EventId, new LocalizedText("en", "seen")));
        var acknowledged = await sink.NextAsync(seeing => seeing.IsAcknowledged);
        Assert.Equal("seen", acknowledged.Comment);
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.ConfirmAsync(alarm, acknowledged.EventId, new LocalizedText("en", "fan was off")));
        await sink.NextAsync(seeing => seeing.Comment == "fan was off");
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.RefreshConditionsAsync(subscription));
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.RefreshConditionsAsync(subscription, 1));
    }

    [Fact]
    public async Task An_alarm_of_node_opcua_is_put_aside_for_a_time_and_taken_back()
    {
        await using var server = await NodeOpcUa.StartAsync(Script);
        await using var client = new OpcUaClient(server.Options());
        await client.ConnectAsync();
        var alarm = NodeOpcUa.Node(client, "LevelAlarm");
        // Its alarms begin in no state at all.
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.UnshelveAsync(alarm));
        Assert.Equal<StatusCode>(StatusCodes.BadShelvingTimeOutOfRange, await client.ShelveAsync(alarm, TimeSpan.FromHours(-1)));
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.ShelveAsync(alarm, TimeSpan.FromMinutes(5)));
        Assert.Equal<StatusCode>(StatusCodes.BadConditionAlreadyShelved, await client.ShelveAsync(alarm, TimeSpan.FromMinutes(5)));
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.UnshelveAsync(alarm));
        Assert.Equal<StatusCode>(StatusCodes.BadConditionNotShelved, await client.UnshelveAsync(alarm));
    }

    [Fact]
    public async Task Aggregates_of_node_opcua_are_read_and_what_it_cannot_is_said()
    {
        await using var server = await NodeOpcUa.StartAsync(Script);
        await using var client = new OpcUaClient(server.Options());
        await client.ConnectAsync();
        var history = NodeOpcUa.Node(client, "History");
        var from = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var most = new List<double>();
        await foreach (var value in client.ReadAggregatesAsync(history, new NodeId(2347), from, from.AddSeconds(40), TimeSpan.FromSeconds(10)))
            most.Add(value.Value.AsDouble());
        Assert.Equal([9.0, 19.0, 29.0, 39.0], most);
        var refused = await Assert.ThrowsAsync<UaException>(() => client.UpdateHistoryAsync(
            history, PerformUpdateType.Insert, [new DataValue(new Variant(1.0), default, UaDateTime.From(from))]).AsTask());
        Assert.True(refused.Status.IsBad);
        refused = await Assert.ThrowsAsync<UaException>(() => client.DeleteNodesAsync([history]).AsTask());
        Assert.Equal<StatusCode>(StatusCodes.BadServiceUnsupported, refused.Status);
    }

    private static Subscription Watch(OpcUaClient client, Sink sink)
    {
        SimpleAttributeOperand Field(params string[] path) => new(new NodeId(2041), [.. path.Select(p => new QualifiedName(p))], AttributeId.Value, null);
        var filter = new EventFilter(
            [Field("EventId"), new SimpleAttributeOperand(new NodeId(2782), [], AttributeId.NodeId, null), Field("ActiveState", "Id"), Field("AckedState", "Id"), Field("Comment")],
            new ContentFilter([]));
        var subscription = client.Subscribe(new SubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(50) }, sink);
        subscription.Add([new MonitoredItemRequest(1, new NodeId(2253)) { Attribute = AttributeId.EventNotifier, Events = filter, QueueSize = 100 }]);
        return subscription;
    }

    private sealed record Seeing(byte[] EventId, NodeId Condition, bool IsActive, bool IsAcknowledged, string? Comment);

    private sealed class Sink : INotificationSink
    {
        private readonly ConcurrentQueue<Seeing> _events = new();

        public void OnValue(uint handle, in DataValue value)
        {
        }

        public void OnEvent(uint handle, IReadOnlyList<Variant> fields)
        {
            if (fields[1].Type == BuiltInType.NodeId && fields[2].Type == BuiltInType.Boolean)
                _events.Enqueue(new Seeing(fields[0].AsByteString()!, fields[1].AsNodeId(), fields[2].AsBoolean(), fields[3].AsBoolean(), fields[4].IsNull ? null : fields[4].AsLocalizedText().Text));
        }

        public async Task<Seeing> NextAsync(Func<Seeing, bool> wanted)
        {
            using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
            while (true)
            {
                while (_events.TryDequeue(out var next))
                {
                    if (wanted(next))
                        return next;
                }
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
            }
        }
    }
}
