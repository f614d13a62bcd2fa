using System.Collections.Concurrent;
using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Conditions;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Channel;
using Millwright.Protocols.Tests.OpcUa.Server;

namespace Millwright.Protocols.Tests.OpcUa.Conditions;

/// <summary>Alarms from the process to an operator at our client and back.</summary>
public class AlarmBookTests
{
    private static readonly NodeId Alarm = new(1, "Press.TooHot");
    private static readonly LocalizedText Hot = new("too hot");
    private static readonly LocalizedText Seen = new("seen");

    private readonly AlarmBook _book = new(TimeProvider.System);

    public AlarmBookTests() => _book.Add(new AlarmDescription
    {
        ConditionId = Alarm,
        Name = "TooHot",
        SourceNode = new NodeId(1, "Press"),
        SourceName = "Press",
        NeedsConfirmation = true,
        MaxTimeShelved = TimeSpan.FromHours(1),
    });

    [Fact]
    public async Task An_operator_sees_acknowledges_confirms_and_shelves_an_alarm()
    {
        await using var bench = Bench();
        await using var client = bench.Client();
        await client.ConnectAsync();
        var sink = new EventSink();
        await WatchAsync(client, sink);
        _book.Activate(Alarm, 800, Hot);
        var active = await sink.NextAsync(e => e.IsActive);
        Assert.Equal((Alarm, 800, true, false), (active.Condition, active.Severity, active.Retain, active.IsAcknowledged));
        Assert.Equal<StatusCode>(StatusCodes.BadEventIdUnknown, await client.AcknowledgeAsync(Alarm, [1, 2, 3], Seen));
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.AcknowledgeAsync(Alarm, active.EventId, Seen));
        var acknowledged = await sink.NextAsync(e => e.IsAcknowledged);
        Assert.Equal("seen", acknowledged.Comment);
        Assert.Equal<StatusCode>(StatusCodes.BadConditionBranchAlreadyAcked, await client.AcknowledgeAsync(Alarm, active.EventId, Seen));
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.AddCommentAsync(Alarm, acknowledged.EventId, new LocalizedText("fan was off")));
        await sink.NextAsync(e => e.Comment == "fan was off");
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.ConfirmAsync(Alarm, acknowledged.EventId));
        Assert.Equal<StatusCode>(StatusCodes.BadShelvingTimeOutOfRange, await client.ShelveAsync(Alarm, TimeSpan.FromHours(2)));
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.ShelveAsync(Alarm, TimeSpan.FromMinutes(10)));
        Assert.True((await sink.NextAsync(e => e.IsShelved)).Retain);
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.UnshelveAsync(Alarm));
        Assert.Equal<StatusCode>(StatusCodes.BadConditionNotShelved, await client.UnshelveAsync(Alarm));
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.ShelveOnceAsync(Alarm));
        _book.Clear(Alarm, new LocalizedText("cool again"));
        Assert.True((await sink.NextAsync(e => !e.IsActive)) is { IsShelved: false, Retain: false });
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.DisableAsync(Alarm));
        Assert.Equal<StatusCode>(StatusCodes.BadConditionAlreadyDisabled, await client.DisableAsync(Alarm));
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.EnableAsync(Alarm));
        Assert.Equal<StatusCode>(StatusCodes.BadNodeIdUnknown, await client.EnableAsync(new NodeId(1, "Nothing")));
    }

    [Fact]
    public async Task A_refresh_tells_what_is_retained_to_all_items_or_to_one()
    {
        _book.Activate(Alarm, 800, Hot);
        await using var bench = Bench();
        await using var client = bench.Client();
        await client.ConnectAsync();
        var sink = new EventSink();
        var subscription = await WatchAsync(client, sink);
        Assert.Empty(sink.Events);
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.RefreshConditionsAsync(subscription));
        await sink.NextAsync(e => e.Condition == Alarm && e.IsActive);
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.RefreshConditionsAsync(subscription, 1));
        await sink.NextAsync(e => e.Condition == Alarm && e.IsActive);
        Assert.Equal<StatusCode>(StatusCodes.BadMonitoredItemIdInvalid, await client.RefreshConditionsAsync(subscription, 77));
    }

    [Fact]
    public async Task Who_may_not_is_refused_and_unknown_alarms_are_named()
    {
        var book = new AlarmBook(TimeProvider.System) { MayCommand = static (caller, _) => caller.User.Name != "anonymous" };
        book.Add(new AlarmDescription { ConditionId = Alarm, Name = "TooHot", SourceNode = new NodeId(1, "Press"), SourceName = "Press" });
        Assert.Throws<ArgumentException>(() => book.Add(new AlarmDescription { ConditionId = Alarm, Name = "Again", SourceNode = Alarm, SourceName = "" }));
        await using var bench = new ServerBench(o => o with { Time = TimeProvider.System, Conditions = book });
        await using var client = bench.Client();
        await client.ConnectAsync();
        Assert.Equal<StatusCode>(StatusCodes.BadUserAccessDenied, await client.DisableAsync(Alarm));
        Assert.True(book.Find(Alarm)!.IsEnabled);
        Assert.True(book.Remove(Alarm));
        Assert.Null(book.Find(Alarm));
        Assert.Empty(book.Retained());
    }

    private ServerBench Bench()
    {
        var bench = new ServerBench(o => o with { Time = TimeProvider.System, Conditions = _book });
        _book.Raise = bench.Server.Raise;
        return bench;
    }

    private static async Task<Subscription> WatchAsync(OpcUaClient client, EventSink sink)
    {
        SimpleAttributeOperand Field(params string[] path) => new(new NodeId(StandardIds.BaseEventType), [.. path.Select(p => new QualifiedName(p))], AttributeId.Value, null);
        var condition = new SimpleAttributeOperand(new NodeId(StandardIds.ConditionType), [], AttributeId.NodeId, null);
        var filter = new EventFilter(
            [Field("EventId"), condition, Field("Severity"), Field("Retain"), Field("ActiveState", "Id"), Field("AckedState", "Id"), Field("Comment"), Field("SuppressedOrShelved")], new ContentFilter([]));
        var subscription = client.Subscribe(new SubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(20) }, sink);
        subscription.Add([new MonitoredItemRequest(1, new NodeId(StandardIds.Server)) { Attribute = AttributeId.EventNotifier, Events = filter, QueueSize = 100 }]);
        await subscription.SettledAsync();
        Assert.Equal(1, subscription.LiveItems);
        return subscription;
    }

    private sealed record Seeing(
        byte[] EventId, NodeId Condition, int Severity, bool Retain, bool IsActive, bool IsAcknowledged, string? Comment, bool IsShelved);

    private sealed class EventSink : INotificationSink
    {
        public ConcurrentQueue<Seeing> Events { get; } = new();

        public void OnValue(uint handle, in DataValue value)
        {
        }

        public void OnEvent(uint handle, IReadOnlyList<Variant> fields)
        {
            // Start and end of a refresh have no condition.
            if (fields[1].IsNull)
                return;
            Events.Enqueue(new Seeing(
                fields[0].AsByteString()!, fields[1].AsNodeId(), fields[2].AsUInt16(), fields[3].AsBoolean(), fields[4].AsBoolean(), fields[5].AsBoolean(),
                fields[6].AsLocalizedText().Text, fields[7].AsBoolean()));
        }

        public async Task<Seeing> NextAsync(Func<Seeing, bool> wanted)
        {
            Seeing? found = null;
            await ChannelBench.UntilAsync(() =>
            {
                while (found is null && Events.TryDequeue(out var next))
                    found = wanted(next) ? next : null;
                return found is not null;
            });
            return found!;
        }
    }
}
