using Millwright.Wire.Transports;

namespace Millwright.Protocols.Tests.Wire;

public sealed class GatheringTests
{
    private const long TicksPerSecond = 1_000_000;

    [Theory]
    // A thousand lines, together 150,000 times a second.
    [InlineData(1000, 6, 1, true)]
    // The same in turns that are large as it is.
    [InlineData(1000, 250, 40, false)]
    // One line, or ten, that wait for each answer.
    [InlineData(1, 12, 1, false)]
    [InlineData(10, 12, 1, false)]
    // A thousand lines that have little to say.
    [InlineData(1000, 200, 1, false)]
    public void Events_gather_when_many_lines_are_each_heard_seldom(int lines, int microsecondsBetweenTurns, int eventsOfTurn, bool expected)
    {
        var gathering = new Gathering(TicksPerSecond);
        var heardAt = new long[lines];
        var (now, next) = (1_000_000L, 0);
        for (var turn = 0; turn < 2_000; turn++)
        {
            for (var i = 0; i < eventsOfTurn; i++)
            {
                gathering.Heard(heardAt[next], now);
                heardAt[next] = now;
                next = (next + 1) % lines;
            }
            var waits = gathering.IsWorthwhile(eventsOfTurn, now);
            // It takes a while to be known.
            Assert.True(waits == expected || (expected && turn < 400), $"turn {turn}");
            now += microsecondsBetweenTurns;
        }
    }

    [Fact]
    public void A_line_that_waits_for_answers_is_not_kept_waiting_by_as_many_others()
    {
        var gathering = new Gathering(TicksPerSecond);
        var heardAt = new long[1001];
        var now = 1_000_000L;
        for (var turn = 0; turn < 4_000; turn++)
        {
            var line = turn % 2 == 0 ? 0 : 1 + (turn / 2 % 1000);
            gathering.Heard(heardAt[line], now);
            heardAt[line] = now;
            Assert.False(gathering.IsWorthwhile(1, now));
            now += 8;
        }
    }

    [Fact]
    public void After_a_silence_nobody_waits()
    {
        var gathering = new Gathering(TicksPerSecond);
        for (var now = 1_000_000L; now < 1_010_000; now += 5)
        {
            gathering.Heard(0, now);
            gathering.IsWorthwhile(1, now);
        }
        gathering.Heard(0, 2_000_000);
        Assert.False(gathering.IsWorthwhile(1, 2_000_000));
    }
}
