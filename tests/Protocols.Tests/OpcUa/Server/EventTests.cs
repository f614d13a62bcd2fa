using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Server;

public class EventTests
{
    private static readonly NodeId BaseEvent = new(StandardIds.BaseEventType);

    [Fact]
    public async Task An_event_comes_with_the_fields_that_were_selected()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        await WatchAsync(session, "i=2253", Filter(["EventId", "Message", "Severity", "Time", "Batch", "Nothing"]));
        bench.Server.Raise(new UaEvent
        {
            EventId = [1, 2],
            Message = new LocalizedText("The press stopped."),
            Severity = 700,
            Time = ServerBench.At(5),
            Fields = new Dictionary<string, Variant> { ["Batch"] = new("B1") },
        });
        var fields = Assert.Single(TestSession.Events((await SubscriptionTests.NextAsync(bench, session)).NotificationMessage)).EventFields;
        Assert.Equal([1, 2], fields[0].AsByteString()!);
        Assert.Equal(("The press stopped.", (ushort)700, ServerBench.At(5), "B1", true), (fields[1].AsLocalizedText().Text, fields[2].AsUInt16(), fields[3].AsDateTime(), fields[4].AsString(), fields[5].IsNull));
    }

    [Fact]
    public async Task An_event_is_heard_at_its_source_and_above_and_nowhere_else()
    {
        await using var bench = new ServerBench();
        using (var edit = bench.Space.Edit())
            edit.AddObject(new NodeId(85), new NodeId(1, "Oven"), new QualifiedName(1, "Oven"), new ObjectSettings { EventNotifier = EventNotifier.SubscribeToEvents });
        var session = await bench.ConnectAsync();
        var subscription = await WatchAsync(session, "ns=1;s=Press", Filter(["Message"]), clientHandle: 1);
        await session.MonitorAsync(subscription, "ns=1;s=Oven", clientHandle: 2, filter: Filter(["Message"]), attribute: AttributeId.EventNotifier);
        await session.MonitorAsync(subscription, "i=2253", clientHandle: 3, filter: Filter(["Message"]), attribute: AttributeId.EventNotifier);
        bench.Server.Raise(new UaEvent { SourceNode = new NodeId(1, "Press.Speed") });
        Assert.Equal([1u, 3u], TestSession.Events((await SubscriptionTests.NextAsync(bench, session)).NotificationMessage).Select(e => e.ClientHandle).Order());
    }

    [Fact]
    public async Task A_where_clause_lets_through_what_it_says()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var where = new ContentFilter([
            Element(FilterOperator.And, new ElementOperand(1).ToExtensionObject(), new ElementOperand(2).ToExtensionObject()),
            Element(FilterOperator.GreaterThanOrEqual, Field("Severity"), Literal(new Variant(500))),
            Element(FilterOperator.OfType, Literal(new Variant(new NodeId(StandardIds.SystemEventType))))]);
        await WatchAsync(session, "i=2253", Filter(["Severity"], where));
        foreach (var (severity, type) in ((ushort, uint)[])[(100, StandardIds.SystemEventType), (900, StandardIds.BaseEventType), (600, 2131)])
            bench.Server.Raise(new UaEvent { Severity = severity, EventType = new NodeId(type) });
        var told = TestSession.Events((await SubscriptionTests.NextAsync(bench, session)).NotificationMessage);
        Assert.Equal(600, Assert.Single(told).EventFields[0].AsUInt16());
    }

    [Theory]
    [InlineData(FilterOperator.And, 0u, StatusCodes.BadFilterElementInvalid)]
    [InlineData(FilterOperator.And, 9u, StatusCodes.BadFilterElementInvalid)]
    [InlineData(FilterOperator.RelatedTo, 1u, StatusCodes.BadFilterOperatorUnsupported)]
    [InlineData(FilterOperator.Not, 1u, StatusCodes.BadFilterOperandCountMismatch)]
    public async Task A_where_clause_that_cannot_be_worked_out_is_refused_and_named(FilterOperator filterOperator, uint element, StatusCodes expected)
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        var where = new ContentFilter([
            Element(filterOperator, new ElementOperand(element).ToExtensionObject(), new ElementOperand(element).ToExtensionObject()),
            Element(FilterOperator.IsNull, Field("Message"))]);
        var result = await session.MonitorAsync(subscription, "i=2253", filter: Filter(["Message"], where), attribute: AttributeId.EventNotifier);
        Assert.Equal(StatusCodes.BadEventFilterInvalid, result.StatusCode);
        Assert.True(result.FilterResult.TryDecode<EventFilterResult>(out var details));
        Assert.Equal((StatusCode)expected, details.WhereClauseResult.ElementResults[0].StatusCode);
    }

    [Fact]
    public async Task A_clause_that_doubles_at_every_element_is_still_worked_out_once_each()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var elements = Enumerable.Range(0, 99).Select(i => Element(FilterOperator.And, new ElementOperand((uint)i + 1).ToExtensionObject(), new ElementOperand((uint)i + 1).ToExtensionObject()));
        await WatchAsync(session, "i=2253", Filter(["Message"], new ContentFilter([.. elements, Element(FilterOperator.Equals, Field("Severity"), Literal(new Variant(5)))])));
        bench.Server.Raise(new UaEvent { Severity = 5 });
        Assert.Single(TestSession.Events((await SubscriptionTests.NextAsync(bench, session)).NotificationMessage));
    }

    [Fact]
    public async Task Events_that_were_lost_are_told_as_an_overflow()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        await session.MonitorAsync(subscription, "i=2253", queue: 3, filter: Filter(["EventType", "Severity"]), attribute: AttributeId.EventNotifier);
        for (ushort severity = 1; severity <= 10; severity++)
            bench.Server.Raise(new UaEvent { Severity = severity });
        var told = TestSession.Events((await SubscriptionTests.NextAsync(bench, session)).NotificationMessage);
        Assert.InRange(told.Count, 3, 4);
        Assert.Equal(10, told[^1].EventFields[1].AsUInt16());
        Assert.Equal(1, bench.Server.MonitoredItems);
    }

    [Fact]
    public async Task A_change_of_the_address_space_is_an_event()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        await WatchAsync(session, "i=2253", Filter(["EventType", "Changes"]));
        using (var edit = bench.Space.Edit())
            edit.AddFolder(new NodeId(85), new NodeId(1, "New"), new QualifiedName(1, "New"));
        var fields = Assert.Single(TestSession.Events((await SubscriptionTests.NextAsync(bench, session)).NotificationMessage)).EventFields;
        Assert.Equal(new NodeId(2133), fields[0].AsNodeId());
        Assert.True(Assert.Single(fields[1].AsArray<ExtensionObject>()).TryDecode<ModelChangeStructureDataType>(out var change));
        Assert.Equal((new NodeId(1, "New"), (byte)1), (change.Affected, change.Verb));
    }

    [Fact]
    public async Task A_refresh_tells_the_retained_conditions_between_its_start_and_end()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        bench.Product.Conditions.Add(new UaEvent { EventType = new NodeId(StandardIds.AlarmConditionType), ConditionId = new NodeId(1, "Alarm7"), Severity = 800 });
        var condition = new SimpleAttributeOperand(new NodeId(StandardIds.ConditionType), [], AttributeId.NodeId, null);
        var subscription = await WatchAsync(session, "i=2253", new EventFilter([Clause("EventType"), condition], new ContentFilter([])).ToExtensionObject());
        await CallAsync(session, 2782, 3875, new Variant(subscription));
        Assert.Equal(StatusCodes.BadRefreshInProgress, (await CallAsync(session, 2782, 3875, new Variant(subscription))).StatusCode);
        var told = TestSession.Events((await SubscriptionTests.NextAsync(bench, session)).NotificationMessage);
        Assert.Equal([2787u, 2915u, 2788u], told.Select(e => e.EventFields[0].AsNodeId().Numeric));
        Assert.Equal(new NodeId(1, "Alarm7"), told[1].EventFields[1].AsNodeId());
        Assert.Equal(StatusCodes.Good, (await CallAsync(session, 2782, 3875, new Variant(subscription))).StatusCode);
        Assert.Equal(StatusCodes.BadSubscriptionIdInvalid, (await CallAsync(session, 2782, 3875, new Variant(1u))).StatusCode);
    }

    [Fact]
    public async Task What_an_operator_asks_of_a_condition_reaches_the_product()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var request = new CallMethodRequest(new NodeId(1, "Alarm7"), new NodeId(9111), [Variant.FromByteString([1]), new Variant(new LocalizedText("seen"))]);
        Assert.Equal(StatusCodes.Good, Assert.Single((await session.AskAsync(new CallRequest([request]))).Results).StatusCode);
        Assert.Equal((ConditionCommand.Acknowledge, new NodeId(1, "Alarm7"), "seen"), bench.Product.Commands.Single());
        Assert.Equal(StatusCodes.BadArgumentsMissing, (await CallAsync(session, 2782, 9111)).StatusCode);
    }

    private static ExtensionObject Filter(string[] fields, ContentFilter? where = null) => new EventFilter([.. fields.Select(Clause)], where ?? new ContentFilter([])).ToExtensionObject();

    private static SimpleAttributeOperand Clause(string field) => new(BaseEvent, [new QualifiedName(0, field)], AttributeId.Value, null);

    private static ExtensionObject Field(string field) => Clause(field).ToExtensionObject();

    private static ExtensionObject Literal(Variant value) => new LiteralOperand(value).ToExtensionObject();

    private static ContentFilterElement Element(FilterOperator filterOperator, params ExtensionObject[] operands) => new(filterOperator, operands);

    private static async Task<uint> WatchAsync(TestSession session, string node, ExtensionObject filter, uint clientHandle = 1)
    {
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        var result = await session.MonitorAsync(subscription, node, clientHandle, filter: filter, attribute: AttributeId.EventNotifier);
        Assert.Equal(StatusCodes.Good, result.StatusCode);
        return subscription;
    }

    private static async Task<CallMethodResult> CallAsync(TestSession session, uint owner, uint method, params Variant[] inputs) =>
        Assert.Single((await session.AskAsync(new CallRequest([new CallMethodRequest(new NodeId(owner), new NodeId(method), inputs)]))).Results);
}
