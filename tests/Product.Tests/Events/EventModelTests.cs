using Millwright.Model;

namespace Millwright.Product.Tests.Events;

public sealed class EventModelTests
{
    [Fact]
    public void The_same_event_heard_twice_has_one_identity_and_of_two_connections_it_has_two()
    {
        Assert.Equal(EventId.Of("press3", [1, 2, 3]), EventId.Of("press3", [1, 2, 3]));
        Assert.NotEqual(EventId.Of("press3", [1, 2, 3]), EventId.Of("press4", [1, 2, 3]));
        Assert.NotEqual(EventId.Of("press", "31"u8), EventId.Of("press3", "1"u8));
        Assert.True(EventId.TryParse(EventId.Of("a", [7]).ToString(), out var read));
        Assert.Equal(EventId.Of("a", [7]), read);
        Assert.Equal(8, read.Value.Version);
    }

    [Theory]
    [InlineData(-5, 1)]
    [InlineData(0, 1)]
    [InlineData(500, 500)]
    [InlineData(70_000, 1000)]
    public void A_severity_is_brought_into_its_range(int given, int kept) =>
        Assert.Equal(kept, EventLimits.Fit(Happenings.Plain(1, severity: given)).Severity);

    [Fact]
    public void What_is_too_long_is_cut_and_what_is_too_much_is_left_out()
    {
        var fitting = EventLimits.Fit(Happenings.Alarm(1, Happenings.Standing) with
        {
            Message = new string('m', EventLimits.MaxText - 1) + "\U0001F525",
            Fields = [new(new string('n', 1_000), TagValue.Of(1)), new("large", TagValue.Of(new byte[EventLimits.MaxFieldBytes + 1])), .. Enumerable.Range(0, 100).Select(i => new EventField($"f{i}", TagValue.Of(i)))],
        });
        Assert.Equal(new string('m', EventLimits.MaxText - 1), fitting.Message);
        Assert.Equal(EventLimits.MaxFields, fitting.Fields.Count);
        Assert.Equal("f0", fitting.Fields[0].Name);
        var whole = Happenings.Alarm(1, Happenings.Standing);
        Assert.Same(whole.Fields, EventLimits.Fit(whole).Fields);
    }
}
