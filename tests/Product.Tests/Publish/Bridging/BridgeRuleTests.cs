using Millwright.Flow.Options;
using Millwright.Model;
using Millwright.Publish.Bridging;
using Millwright.Security;

namespace Millwright.Product.Tests.Publish.Bridging;

public sealed class BridgeRuleTests
{
    private static readonly Timestamp Now = new(TimeSpan.TicksPerDay);

    [Theory]
    // value, seen before, destination, deadband, quality, seconds old, what becomes of it
    [InlineData(5, null, null, null, "Good", 0, "Write")]
    [InlineData(5, 4.0, 4.0, null, "Good", 0, "Write")]
    [InlineData(5, 5.0, 4.0, null, "Good", 0, "LeaveOut")]
    [InlineData(5, 4.0, 5.0, null, "Good", 0, "LeaveOut")]
    [InlineData(5, 4.0, 5.000001, null, "Good", 0, "LeaveOut")]
    [InlineData(5, 4.0, 4.5, "0.5", "Good", 0, "LeaveOut")]
    [InlineData(5, 4.0, 4.4, "0.5", "Good", 0, "Write")]
    [InlineData(5, 4.0, 3.0, "2 %", "Good", 0, "LeaveOut")]
    [InlineData(5, 4.0, 2.9, "2 %", "Good", 0, "Write")]
    [InlineData(5, 4.0, 4.0, null, "Bad", 0, "NotGood")]
    [InlineData(5, 4.0, 4.0, null, "Uncertain", 0, "NotGood")]
    [InlineData(5, 4.0, 4.0, null, "Good", 61, "TooOld")]
    [InlineData(5, 4.0, 4.0, null, "Good", 60, "Write")]
    public void Only_what_is_good_fresh_and_new_is_written(double value, double? seen, double? there, string? deadband, string quality, int age, string verdict)
    {
        var options = new BridgeOptions { Deadband = deadband is null ? null : Quantity.TryParse(deadband, out var band, out _) ? band : throw new ArgumentException(deadband) };
        Assert.Equal(verdict, Judge(value, new(Of(seen), false, false, default, TimeSpan.Zero), there, options, quality, age));
    }

    [Fact]
    public void Uncertain_values_are_carried_where_it_is_written_so_and_bad_ones_never()
    {
        var options = new BridgeOptions { AllowUncertain = true };
        Assert.Equal("Write", Judge(5, default, null, options, "Uncertain"));
        Assert.Equal("NotGood", Judge(5, default, null, options, "Bad"));
    }

    [Fact]
    public void On_the_way_back_the_first_value_and_the_echo_are_left_out_and_what_comes_later_is_news()
    {
        var options = new BridgeOptions();
        Assert.Equal("LeaveOut", Judge(5, new(TagValue.None, true, false, default, TimeSpan.Zero), 4, options));
        Assert.Equal("Write", Judge(5, new(Of(4), true, false, default, TimeSpan.Zero), 4, options));
        Assert.Equal("LeaveOut", Judge(5, new(Of(4), true, false, Now, TimeSpan.Zero), 4, options));
        Assert.Equal("LeaveOut", Judge(5, new(Of(4), true, false, new(long.MaxValue), TimeSpan.Zero), 4, options));
        Assert.Equal("Write", Judge(5, new(Of(4), true, false, Now - BridgeRule.EchoWithin - TimeSpan.FromTicks(1), TimeSpan.Zero), 4, options));
    }

    [Fact]
    public void What_was_refused_is_tried_again_and_what_is_too_soon_waits()
    {
        var options = new BridgeOptions();
        Assert.Equal("Write", Judge(5, new(Of(5), false, true, default, TimeSpan.Zero), 4, options));
        Assert.Equal("Hold", Judge(5, new(Of(5), false, true, default, TimeSpan.FromSeconds(1)), 4, options));
        Assert.Equal("LeaveOut", Judge(5, new(Of(4), false, false, default, TimeSpan.FromSeconds(1)), 5, options));
    }

    [Fact]
    public void Scale_and_offset_go_there_and_back_and_what_is_no_number_has_none()
    {
        var options = new BridgeOptions { Scale = 1.8, Offset = 32 };
        Assert.Equal(212, BridgeRule.Scaled(TagValue.Of(100), options, isBack: false).ToDouble());
        Assert.Equal(100, BridgeRule.Scaled(TagValue.Of(212.0), options, isBack: true).ToDouble());
        Assert.True(BridgeRule.Scaled(TagValue.Of("a"), options, isBack: false).IsNone);
        Assert.True(BridgeRule.Scaled(TagValue.Of(true), options, isBack: false).IsNone);
        Assert.Equal(TagValue.Of("a"), BridgeRule.Scaled(TagValue.Of("a"), new(), isBack: true));
    }

    [Theory]
    [InlineData("a/b", "c/d", "A/B", "c/d")]
    [InlineData("a/b", "c/d", "a/bb", null)]
    [InlineData("a/*", "c/x_*", "a/b", "c/x_b")]
    [InlineData("a/*", "c/*", "a/b/d", null)]
    [InlineData("a/*/oil", "c/*", "a/press3/oil", "c/press3")]
    [InlineData("a/x*x", "c/*", "a/xx", null)]
    public void A_pattern_gives_each_tag_its_counterpart(string from, string to, string path, string? counterpart) =>
        Assert.Equal(counterpart, new BridgeOptions { From = from, To = to }.CounterpartOf(path));

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var options = new BridgeOptions
        {
            From = "a/*/*",
            To = "b",
            Scale = 0,
            Offset = double.NaN,
            Deadband = new(-1),
            AtMostEvery = TimeSpan.FromDays(2),
            MaxAge = TimeSpan.Zero,
            WritesAs = Role.Viewer,
        };
        Assert.Equal(["at_most_every", "deadband", "from", "max_age", "offset", "scale", "to", "writes_as"], options.Validate().Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.Empty(new BridgeOptions { From = "a/*", To = "b/*" }.Validate());
    }

    private static TagValue Of(double? value) => value is { } v ? TagValue.Of(v) : TagValue.None;

    private static string Judge(double value, BridgeMemory memory, double? there, BridgeOptions options, string quality = "Good", int age = 0)
    {
        var sample = new Sample(new(0), Now - TimeSpan.FromSeconds(age), TagValue.Of(value), quality switch { "Good" => Quality.Good, "Bad" => Quality.Bad, _ => Quality.Uncertain });
        return BridgeRule.Judge(sample, sample.Value, memory, Of(there), new ValueRange(0, 100), options, Now).ToString();
    }
}
