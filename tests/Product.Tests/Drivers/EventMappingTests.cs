using Millwright.Drivers.OpcUa;
using Millwright.Model;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Product.Tests.Drivers;

/// <summary>From the fields of OPC UA events to events.</summary>
public sealed class EventMappingTests
{
    private static readonly NamespaceTable Namespaces = new([NamespaceTable.StandardUri, "urn:server", "urn:machine"]);
    private static readonly Timestamp Now = Timestamp.From(new(2026, 3, 9, 10, 0, 0, TimeSpan.Zero));

    [Fact]
    public void An_event_keeps_its_identity_time_severity_and_words()
    {
        var fields = Fields();
        fields[(int)EventPart.EventId] = Variant.FromByteString([1, 2, 3]);
        fields[(int)EventPart.EventType] = new(new NodeId(2041));
        fields[(int)EventPart.SourceName] = new("Press 3");
        fields[(int)EventPart.Time] = new(UaDateTime.FromDotNetTicks(Now.Ticks - 5));
        fields[(int)EventPart.Message] = new(new LocalizedText("oil is hot"));
        fields[(int)EventPart.Severity] = new((ushort)650);
        fields.Add(new Variant(12.5));
        fields.Add(Variant.Null);
        var happened = EventMapping.Map(fields, ["HighLimit", "Nothing"], "press3", Namespaces, Now);
        Assert.Equal(EventId.Of("press3", [1, 2, 3]), happened.Id);
        Assert.Equal(("press3", "Press 3", "oil is hot", 650, "i=2041"), (happened.Connection, happened.SourceName, happened.Message, happened.Severity, happened.Type));
        Assert.Equal((new Timestamp(Now.Ticks - 5), Now, "010203"), (happened.Time, happened.ReceiveTime, happened.SourceEvent));
        Assert.Equal(new EventField("HighLimit", TagValue.Of(12.5)), Assert.Single(happened.Fields));
        Assert.Null(happened.Condition);
    }

    [Fact]
    public void Whatever_is_missing_or_of_another_type_an_event_comes_of_it()
    {
        var random = new Random(1);
        Variant[] odd = [Variant.Null, new(1), new("text"), new(true), new(new NodeId(7)), Variant.FromByteString(null), Variant.FromArray([1, 2]), new(-7L), new(UaDateTime.FromDotNetTicks(0))];
        for (var i = 0; i < 2_000; i++)
        {
            var fields = Enumerable.Range(0, random.Next((int)EventPart.Count + 3)).Select(_ => odd[random.Next(odd.Length)]).ToList();
            var happened = EventMapping.Map(fields, ["a", "b"], "press3", Namespaces, Now);
            Assert.False(happened.Id.IsNone);
            Assert.InRange(happened.Severity, 1, 1000);
        }
    }

    [Theory]
    [InlineData(true, true, false, false, ConditionFlags.Active | ConditionFlags.Retain | ConditionFlags.Enabled)]
    [InlineData(true, false, true, false, ConditionFlags.Acknowledged | ConditionFlags.Retain | ConditionFlags.Enabled)]
    [InlineData(false, false, true, true, ConditionFlags.Acknowledged | ConditionFlags.Confirmed | ConditionFlags.Enabled)]
    public void An_alarm_keeps_its_states(bool retain, bool active, bool acked, bool confirmed, ConditionFlags flags)
    {
        var fields = Alarm(retain);
        fields[(int)EventPart.Active] = new(active);
        fields[(int)EventPart.Acked] = new(acked);
        fields[(int)EventPart.Confirmed] = new(confirmed);
        var state = EventMapping.Map(fields, [], "press3", Namespaces, Now).Condition!;
        Assert.Equal((flags, "nsu=urn:machine;s=High", "High", ""), (state.Flags, state.Id, state.Name, state.Branch));
    }

    [Fact]
    public void A_condition_that_is_no_alarm_is_active_while_it_matters_and_waits_for_nobody()
    {
        var state = EventMapping.Map(Alarm(true), [], "press3", Namespaces, Now).Condition!;
        Assert.Equal(ConditionFlags.Active | ConditionFlags.Acknowledged | ConditionFlags.Confirmed | ConditionFlags.Retain | ConditionFlags.Enabled, state.Flags);
        Assert.Equal(ConditionFlags.Acknowledged | ConditionFlags.Confirmed | ConditionFlags.Enabled, EventMapping.Map(Alarm(false), [], "press3", Namespaces, Now).Condition!.Flags);
    }

    [Theory]
    [InlineData(2930u, false)]
    [InlineData(2932u, true)]
    [InlineData(2933u, true)]
    public void Shelving_suppression_branch_and_comment_are_kept(uint shelving, bool isShelved)
    {
        var fields = Alarm(true);
        fields[(int)EventPart.Shelving] = new(new NodeId(shelving));
        fields[(int)EventPart.Suppressed] = new(true);
        fields[(int)EventPart.Enabled] = new(false);
        fields[(int)EventPart.BranchId] = new(new NodeId(2, "b1"));
        fields[(int)EventPart.Comment] = new(new LocalizedText("seen"));
        fields[(int)EventPart.ClientUserId] = new("anna");
        fields[(int)EventPart.Quality] = new(StatusCodes.UncertainInitialValue);
        var happened = EventMapping.Map(fields, [], "press3", Namespaces, Now);
        var state = happened.Condition!;
        Assert.Equal((isShelved, true, false), (state.IsShelved, state.IsSuppressed, state.IsEnabled));
        Assert.Equal(("nsu=urn:machine;s=b1", "seen", "anna"), (state.Branch, state.Comment, state.CommentBy));
        Assert.True(happened.Quality.IsUncertain);
    }

    [Fact]
    public void A_filter_by_types_lets_through_each_of_them_and_what_speaks_of_refreshing()
    {
        var filter = EventFields.Filter([new(2, "BatchId")], [new(2915), new(2132)]);
        Assert.Equal((int)EventPart.Count + 1, filter.SelectClauses.Count);
        Assert.Equal("BatchId", filter.SelectClauses[^1].BrowsePath[0].Name);
        var elements = filter.WhereClause.Elements;
        Assert.Equal((4, 5), (elements.Count(e => e.FilterOperator == FilterOperator.Or), elements.Count(e => e.FilterOperator == FilterOperator.OfType)));
        // Every element but the first is an operand of exactly one before it.
        var used = elements.SelectMany((e, at) => e.FilterOperands.Select(o => o.TryDecode<ElementOperand>(out var operand) ? (at, (int)operand.Index) : (at, -1))).Where(u => u.Item2 >= 0).ToList();
        Assert.Equal(Enumerable.Range(1, elements.Count - 1), used.Select(u => u.Item2).Order());
        Assert.All(used, u => Assert.True(u.Item2 > u.Item1));
        Assert.Empty(EventFields.Filter([], []).WhereClause.Elements);
    }

    private static List<Variant> Fields() => [.. new Variant[(int)EventPart.Count]];

    private static List<Variant> Alarm(bool retain)
    {
        var fields = Fields();
        fields[(int)EventPart.ConditionId] = new(new NodeId(2, "High"));
        fields[(int)EventPart.ConditionName] = new("High");
        fields[(int)EventPart.Retain] = new(retain);
        return fields;
    }
}
