using Millwright.Model;

namespace Millwright.Product.Tests.Model;

public sealed class QualityUnitTimeTests
{
    [Fact]
    public void Every_named_quality_has_its_own_word_and_the_severity_of_its_name()
    {
        var named = typeof(Quality).GetProperties(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public)
            .Where(p => p.PropertyType == typeof(Quality)).Select(p => (p.Name, Value: (Quality)p.GetValue(null)!)).ToList();
        Assert.All(named, n =>
        {
            Assert.Equal(n.Name, n.Value.ToString());
            Assert.Equal((n.Name.StartsWith("Good", StringComparison.Ordinal), n.Name.StartsWith("Uncertain", StringComparison.Ordinal),
                n.Name.StartsWith("Bad", StringComparison.Ordinal)), (n.Value.IsGood, n.Value.IsUncertain, n.Value.IsBad));
        });
        Assert.Equal(named.Count, named.Select(n => n.Value.Code).Distinct().Count());
    }

    [Fact]
    public void The_worse_of_two_wins_and_of_equals_the_first()
    {
        Assert.Equal(Quality.Bad, Quality.Worst(Quality.Good, Quality.Bad));
        Assert.Equal(Quality.BadTimeout, Quality.Worst(Quality.BadTimeout, Quality.BadShutdown));
        Assert.Equal(Quality.Uncertain, Quality.Worst(Quality.Uncertain, Quality.GoodClamped));
        Assert.Equal("0x80FF0000", new Quality(0x80FF_0000).ToString());
    }

    [Theory]
    [InlineData(100, "°C", "°F", 212)]
    [InlineData(0, "degC", "K", 273.15)]
    [InlineData(1, "bar", "psi", 14.503773773)]
    [InlineData(1, "kWh", "MJ", 3.6)]
    [InlineData(60, "rpm", "rps", 1)]
    [InlineData(3.6, "m³/h", "L/s", 1)]
    [InlineData(180, "deg", "rad", Math.PI)]
    public void Units_convert(double value, string from, string to, double expected)
    {
        var (a, b) = (Of(from), Of(to));
        Assert.Equal(expected, a.Convert(value, b), 6);
        Assert.Equal(value, b.Convert(a.Convert(value, b), a), 6);
    }

    [Fact]
    public void Every_unit_is_found_by_code_and_symbol_and_no_symbol_means_two()
    {
        Assert.All(Unit.All, u => Assert.True(Unit.TryParse(u.Code, out var found) && ReferenceEquals(found, u)));
        Assert.All(Unit.All, u => Assert.True(Unit.TryParse(u.Symbol, out var found) && ReferenceEquals(found, u)));
        Assert.Equal(Unit.All.Count, Unit.All.Select(u => u.Code).Distinct().Count());
    }

    [Fact]
    public void What_measures_something_else_does_not_convert_and_a_difference_has_no_offset()
    {
        var celsius = Of("°C");
        Assert.Throws<InvalidOperationException>(() => celsius.Convert(1, Of("bar")));
        Assert.Equal(1.8, celsius.ConvertDifference(1, Of("°F")), 9);
        Assert.Equal(('C' << 16) | ('E' << 8) | 'L', celsius.OpcUaUnitId);
    }

    [Fact]
    public void Times_keep_100_ns_and_read_back()
    {
        var time = new Timestamp(new DateTime(2038, 1, 19, 3, 14, 8, DateTimeKind.Utc).Ticks + 7);
        Assert.Equal("2038-01-19T03:14:08.0000007Z", time.ToString());
        Assert.True(Timestamp.TryParse(time.ToString(), out var again));
        Assert.Equal(time, again);
        Assert.True(Timestamp.TryParse("2026-03-09T10:00:00+01:00", out var zoned));
        Assert.True(Timestamp.TryParse("2026-03-09T09:00:00", out var utc));
        Assert.Equal(utc, zoned);
        Assert.Equal(utc, Timestamp.FromUnixMilliseconds(utc.ToUnixMilliseconds()));
        Assert.False(Timestamp.TryParse("yesterday", out _));
    }

    [Fact]
    public void Identities_are_ordered_by_time_and_survive_bytes_and_text()
    {
        var clock = new Fakes.ManualClock();
        var first = TagId.New(clock);
        clock.Advance(TimeSpan.FromMilliseconds(2));
        var second = TagId.New(clock);
        Assert.True(first < second);
        var bytes = new byte[TagId.Size];
        second.Write(bytes);
        Assert.Equal(second, TagId.Read(bytes));
        Assert.True(TagId.TryParse(second.ToString(), out var parsed));
        Assert.Equal(second, parsed);
    }

    [Theory]
    [InlineData("0..120", 0, 120)]
    [InlineData("-1.5..2e3", -1.5, 2000)]
    public void A_range_is_two_numbers(string text, double low, double high)
    {
        Assert.True(ValueRange.TryParse(text, out var range));
        Assert.Equal(new ValueRange(low, high), range);
        Assert.True(range.Contains(low) && range.Contains(high) && !range.Contains(double.NaN));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5..1")]
    [InlineData("..5")]
    [InlineData("a..b")]
    [InlineData("0..NaN")]
    public void What_is_no_range_is_refused(string text) => Assert.False(ValueRange.TryParse(text, out _));

    private static Unit Of(string text) => Unit.TryParse(text, out var unit) ? unit : throw new ArgumentException(text);
}
