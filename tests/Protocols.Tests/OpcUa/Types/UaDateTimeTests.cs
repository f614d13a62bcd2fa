using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Types;

public sealed class UaDateTimeTests
{
    [Fact]
    public void Ticks_count_from_1601()
    {
        var time = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(time.UtcDateTime.ToFileTimeUtc(), UaDateTime.From(time).Ticks);
        Assert.Equal(time, UaDateTime.From(time).ToDateTimeOffset());
        Assert.Equal("2026-11-22T12:00:00.0000000Z", UaDateTime.From(time).ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void Nothing_and_times_before_1601_are_the_earliest_time(long ticks) =>
        Assert.Equal(DateTimeOffset.MinValue, new UaDateTime(ticks).ToDateTimeOffset());

    [Fact]
    public void Times_after_9999_are_the_latest_time()
    {
        Assert.Equal(DateTimeOffset.MaxValue, new UaDateTime(long.MaxValue).ToDateTimeOffset());
        Assert.Equal(long.MaxValue, UaDateTime.From(DateTimeOffset.MaxValue).Ticks);
        Assert.Equal(0, UaDateTime.From(DateTimeOffset.MinValue).Ticks);
    }
}
