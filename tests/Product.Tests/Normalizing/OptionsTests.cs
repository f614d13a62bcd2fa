using Millwright.Flow.Options;
using Millwright.Model;

namespace Millwright.Product.Tests.Normalizing;

public sealed class OptionsTests
{
    [Theory]
    [InlineData("0.2 °C", 0.2, "°C")]
    [InlineData("2 %", 2.0, "%")]
    [InlineData("2%", 2.0, "%")]
    [InlineData("5", 5.0, null)]
    [InlineData(" -1e-3 bar ", -0.001, "bar")]
    [InlineData("1e3", 1000.0, null)]
    [InlineData("5m/s", 5.0, "m/s")]
    public void A_quantity_is_a_number_and_a_unit(string text, double value, string? unit)
    {
        Assert.True(Quantity.TryParse(text, out var quantity, out _));
        Assert.Equal(new Quantity(value, unit), quantity);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("°C")]
    [InlineData("NaN")]
    [InlineData("1e999 bar")]
    public void What_is_no_quantity_is_named(string? text)
    {
        Assert.False(Quantity.TryParse(text, out _, out var problem));
        Assert.Contains($"'{text}'", problem, StringComparison.Ordinal);
    }

    public static TheoryData<string, TagOptions, TagKind> Wrong => new()
    {
        { "scale", new() { Scale = 0 }, TagKind.Int16 },
        { "scale", new() { Scale = 2 }, TagKind.String },
        { "states", new() { Scale = 2, States = new() { [0] = "idle" } }, TagKind.Int16 },
        { "states", new() { States = [] }, TagKind.Int16 },
        { "states", new() { States = new() { [0] = "idle" } }, TagKind.Float32 },
        { "bit", new() { Bit = 1, Offset = 1 }, TagKind.UInt16 },
        { "bit", new() { Bit = 16 }, TagKind.UInt16 },
        { "bit", new() { Bit = 0 }, TagKind.Float64 },
        { "linear", new() { Linear = new() { RawLow = 0, RawHigh = 100 } }, TagKind.Int16 },
        { "linear", new() { Linear = new() { RawLow = 5, RawHigh = 5, Low = 0, High = 1 } }, TagKind.Int16 },
        { "linear", new() { Linear = new() { Low = 0, High = 1 } }, TagKind.Int16 },
        { "linear", new() { Scale = 2, Linear = new() { RawLow = 0, RawHigh = 1, Low = 0, High = 1 } }, TagKind.Int16 },
        { "deadband", new() { Deadband = new(2, "%") }, TagKind.Int16 },
        { "deadband", new() { Deadband = new(-1) }, TagKind.Int16 },
        { "deadband", new() { Deadband = new(1, "bar"), Unit = "°C" }, TagKind.Int16 },
        { "deadband", new() { Deadband = new(1, "bar") }, TagKind.Int16 },
        { "deadband", new() { Deadband = new(1, "bahr"), Unit = "bar" }, TagKind.Int16 },
        { "every", new() { Every = TimeSpan.FromSeconds(1) }, TagKind.Int16 },
        { "every", new() { Every = TimeSpan.Zero, Deadband = new(0) }, TagKind.Int16 },
        { "clamp", new() { Clamp = true }, TagKind.Int16 },
        { "range", new() { Range = new(5, 5) }, TagKind.Int16 },
        { "source_unit", new() { SourceUnit = "bar", Unit = "°C" }, TagKind.Int16 },
        { "source_unit", new() { SourceUnit = "bar" }, TagKind.Int16 },
        { "counter", new() { Counter = true, Offset = 1 }, TagKind.UInt32 },
        { "counter", new() { Counter = true }, TagKind.String },
        { "scan", new() { Scan = TimeSpan.Zero }, TagKind.Int16 },
        { "stale_after", new() { StaleAfter = TimeSpan.Zero }, TagKind.Int16 },
        { "decimals", new() { Decimals = -1 }, TagKind.Int16 },
        { "write.low", new() { Access = new() { Low = 2, High = 1 } }, TagKind.Int16 },
        { "write.max_step", new() { Access = new() { MaxStep = 0 } }, TagKind.Int16 },
        { "write", new() { Counter = true, Access = new() }, TagKind.UInt16 },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Each_wrong_option_is_said_at_its_key_with_a_remedy(string key, TagOptions options, TagKind raw)
    {
        var problem = Assert.Single(options.Check(raw), p => p.Key == key);
        Assert.NotEmpty(problem.Problem);
        Assert.NotEmpty(problem.Remedy);
    }

    [Theory]
    [InlineData("°c", "°C")]
    [InlineData("Bar", "bar")]
    [InlineData("kwh", "kWh")]
    [InlineData("degree Celsus", "degree Celsius")]
    public void An_unknown_unit_is_answered_with_the_nearest(string text, string nearest)
    {
        var problem = Assert.Single(new TagOptions { Unit = text }.Check(TagKind.Int16));
        Assert.Contains($"'{nearest}'", problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_said_at_once()
    {
        var keys = new TagOptions { Unit = "bahr", Scale = 0, Clamp = true, Decimals = 99 }.Check(TagKind.Int16).Select(p => p.Key);
        Assert.Equal(["unit", "scale", "clamp", "decimals"], keys);
    }

    [Fact]
    public void The_taste_of_the_configuration_is_right()
    {
        var options = new TagOptions { Scale = 0.1, Unit = "°C", Deadband = new(0.2, "°C"), Every = TimeSpan.FromSeconds(60) };
        Assert.Empty(options.Check(TagKind.Int16));
        Assert.Equal(TagKind.Float64, options.KindAfter(TagKind.Int16));
    }

    [Fact]
    public void A_connection_says_what_is_wrong_with_it()
    {
        Assert.Equal(["driver", "scan", "max_clock_skew"],
            new ConnectionOptions { Scan = TimeSpan.Zero, MaxClockSkew = TimeSpan.Zero }.Check().Select(p => p.Key));
        Assert.Empty(new ConnectionOptions { Driver = "modbus-tcp" }.Check());
    }
}
