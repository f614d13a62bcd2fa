using Millwright.Fakes;
using Millwright.Flow.Events;

namespace Millwright.Product.Tests.Events;

public sealed class EventLimiterTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Ten_seconds_worth_pass_at_once_and_what_is_more_is_dropped_and_counted()
    {
        var limiter = new EventLimiter(_clock);
        Assert.Equal(20, limiter.Pass([.. Enumerable.Range(0, 20).Select(i => Happenings.Plain(i))], 2, out var dropped).Count);
        Assert.Equal(0, dropped);
        Assert.Empty(limiter.Pass([Happenings.Plain(21), Happenings.Plain(22)], 2, out dropped));
        Assert.Equal(2, dropped);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, limiter.Pass([.. Enumerable.Range(30, 5).Select(i => Happenings.Plain(i))], 2, out dropped).Count);
        Assert.Equal(3, dropped);
    }

    [Fact]
    public void The_newest_of_each_condition_is_held_back_and_passes_when_there_is_room()
    {
        var limiter = new EventLimiter(_clock);
        limiter.Pass([.. Enumerable.Range(0, 10).Select(i => Happenings.Plain(i))], 1, out _);
        Assert.Empty(limiter.Pass([Happenings.Alarm(11, Happenings.Standing), Happenings.Alarm(12, Happenings.Over), Happenings.Alarm(13, Happenings.Standing, "other")], 1, out var dropped));
        Assert.Equal((1, 2), (dropped, limiter.Held));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("number 12", Assert.Single(limiter.Pass([], 1, out _)).Message);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("number 13", Assert.Single(limiter.Pass([], 1, out _)).Message);
        Assert.Equal(0, limiter.Held);
    }

    [Fact]
    public void Every_event_is_passed_held_or_dropped()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var limiter = new EventLimiter(_clock);
            var (came, passed, lost) = (0, 0, 0);
            for (var step = 0; step < 50; step++)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(random.Next(2_000)));
                var events = Enumerable.Range(0, random.Next(8)).Select(i => random.Next(2) == 0
                    ? Happenings.Plain(i)
                    : Happenings.Alarm(i, Happenings.Standing, $"c{random.Next(4)}")).ToList();
                came += events.Count;
                passed += limiter.Pass(events, 1, out var dropped).Count;
                lost += dropped;
                Assert.Equal(came, passed + lost + limiter.Held);
            }
        }
    }
}
