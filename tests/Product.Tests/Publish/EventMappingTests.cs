using Millwright.Model;
using Millwright.OpcUa.Types;
using Millwright.Product.Tests.Events;
using Millwright.Publish.OpcUa;

namespace Millwright.Product.Tests.Publish;

/// <summary>From events to the fields of AlarmConditionType.</summary>
public sealed class EventMappingTests
{
    private static readonly NodeId Source = new(2, "line/press/");

    [Fact]
    public void A_plain_event_has_the_fields_of_every_event_and_those_it_brought()
    {
        var happened = Happenings.Plain(7, severity: 300);
        var mapped = EventMapping.Map(happened, Source, 2);
        Assert.Equal((new NodeId(2041), Source, "Press 3", (ushort)300), (mapped.EventType, mapped.SourceNode, mapped.SourceName, mapped.Severity));
        Assert.Equal(("number 7", happened.Time.Ticks, null), (mapped.Message.Text, mapped.Time.DotNetTicks, mapped.ConditionId));
        Assert.Equal(new Variant(7), mapped.Fields["number"]);
        Assert.False(mapped.Fields.ContainsKey("Retain"));
        Assert.Equal(EventMapping.IdOf(happened.Id), mapped.EventId);
    }

    [Theory]
    [InlineData("ExclusiveLimitAlarmType", true, 9341u)]
    [InlineData("OffNormalAlarmType", true, 10637u)]
    [InlineData("MakersOwnType", true, 2915u)]
    [InlineData("MakersOwnType", false, 2041u)]
    [InlineData("SystemEventType", false, 2130u)]
    [InlineData("SystemEventType", true, 2915u)]
    [InlineData("AlarmConditionType", false, 2041u)]
    public void A_type_is_one_of_the_standard_that_fits(string type, bool isCondition, uint id)
    {
        var happened = (isCondition ? Happenings.Alarm(1, Happenings.Standing) : Happenings.Plain(1)) with { Type = type };
        Assert.Equal(new NodeId(id), EventMapping.Map(happened, Source, 2).EventType);
    }

    [Theory]
    [InlineData(ConditionFlags.Active, "ActiveState", "Active", "Inactive")]
    [InlineData(ConditionFlags.Acknowledged, "AckedState", "Acknowledged", "Unacknowledged")]
    [InlineData(ConditionFlags.Confirmed, "ConfirmedState", "Confirmed", "Unconfirmed")]
    [InlineData(ConditionFlags.Enabled, "EnabledState", "Enabled", "Disabled")]
    [InlineData(ConditionFlags.Suppressed, "SuppressedState", "Suppressed", "Unsuppressed")]
    public void Each_state_is_told_as_truth_and_as_a_word(ConditionFlags flag, string field, string yes, string no)
    {
        foreach (var (flags, isSo) in new[] { (flag, true), (ConditionFlags.None, false) })
        {
            var fields = EventMapping.Map(Happenings.Alarm(1, flags), Source, 2).Fields;
            Assert.Equal(new Variant(isSo), fields[field + "/Id"]);
            Assert.Equal(isSo ? yes : no, fields[field].AsLocalizedText().Text);
        }
    }

    [Fact]
    public void A_condition_keeps_its_id_over_its_branches_and_says_what_else_there_is_to_say()
    {
        var current = EventMapping.Map(Happenings.Alarm(1, Happenings.Standing | ConditionFlags.Shelved), Source, 2);
        var earlier = EventMapping.Map(Happenings.Alarm(2, Happenings.Standing, branch: "b1"), Source, 2);
        Assert.Equal(current.ConditionId, earlier.ConditionId);
        Assert.Equal(new Variant(NodeId.Null), current.Fields["BranchId"]);
        Assert.NotEqual(new Variant(NodeId.Null), earlier.Fields["BranchId"]);
        Assert.Equal((new Variant("High"), new Variant(true), new Variant("anna")), (current.Fields["ConditionName"], current.Fields["Retain"], current.Fields["ClientUserId"]));
        Assert.Equal("looked at", current.Fields["Comment"].AsLocalizedText().Text);
        Assert.Equal((new Variant(true), new Variant(new NodeId(2933))), (current.Fields["SuppressedOrShelved"], current.Fields["ShelvingState/CurrentState/Id"]));
        Assert.Equal(new Variant(new NodeId(2930)), earlier.Fields["ShelvingState/CurrentState/Id"]);
    }

    [Fact]
    public void A_field_that_is_called_like_one_of_the_standard_does_not_take_its_place()
    {
        var happened = Happenings.Alarm(1, Happenings.Standing) with { Fields = [new("Retain", TagValue.Of(7))] };
        Assert.Equal(new Variant(true), EventMapping.Map(happened, Source, 2).Fields["Retain"]);
    }
}
