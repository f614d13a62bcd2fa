using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Product.Tests.Pipeline;

/// <summary>R6: the wall clock may do what it likes.</summary>
public sealed class ClockTests
{
    [Theory]
    [InlineData(3_600)]
    [InlineData(-3_600)]
    [InlineData(86_400)]
    [InlineData(-86_400)]
    [InlineData(375_000_000)]
    public async Task A_jump_is_recorded_and_no_sample_is_lost_or_reordered(int seconds)
    {
        await using var plant = new Plant();
        var setup = plant.Setup(1, t => (t.Deadband, t.Every) = (new(0), TimeSpan.FromSeconds(10)));
        var source = await plant.RunningAsync(setup);
        for (var i = 1; i <= 100; i++)
        {
            plant.Clock.Advance(TimeSpan.FromMilliseconds(100));
            if (i == 50)
                plant.Clock.JumpTo(plant.Clock.GetUtcNow() + TimeSpan.FromSeconds(seconds));
            await source.PublishAsync(plant.Of(setup.Tags[0], i));
        }
        Assert.Equal(Enumerable.Range(0, 101).Select(i => (double)i), plant.Log.Samples.Select(s => s.Value.ToDouble()));
        Assert.All(plant.Log.Samples.Skip(1), s => Assert.Equal(Quality.Good, s.Quality));
        await plant.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => plant.Flow.Ledger.Snapshot().Gaps.Any(g => g.Cause == GapCause.ClockJump), "the jump recorded");
        var gap = plant.Flow.Ledger.Snapshot().Gaps.Single(g => g.Cause == GapCause.ClockJump);
        Assert.Equal(Math.Abs(seconds), (gap.To - gap.From).TotalSeconds, 0.001);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(600)]
    public async Task A_clock_that_stands_or_races_is_one_record_and_timers_do_not_notice(int rate)
    {
        await using var plant = new Plant();
        var away = true;
        plant.Driver.StartFault = () => Volatile.Read(ref away) ? new SourceException(new(SourceFaultKind.Unreachable, "away", "wait")) : null;
        var setup = plant.Setup(1);
        await plant.Flow.Connections.ApplyAsync([setup], CancellationToken.None);
        var began = plant.Clock.GetUtcNow();
        var attempts = 0;
        await plant.AdvanceUntilAsync(TimeSpan.FromMilliseconds(200), () =>
        {
            attempts++;
            plant.Clock.JumpTo(began + rate * TimeSpan.FromMilliseconds(200) * attempts);
            return plant.Driver.Created > 20 && plant.Flow.Ledger.Snapshot().Gaps.Any(g => g.Cause == GapCause.ClockJump);
        }, "twenty attempts by monotonic time");
        Volatile.Write(ref away, false);
        // Twenty attempts take at most a second each.
        Assert.InRange(attempts, 1, 1_000);
        Assert.Single(plant.Flow.Ledger.Snapshot().Gaps, g => g.Cause == GapCause.ClockJump);
    }

    [Fact]
    public async Task An_unchanged_value_is_still_logged_at_its_longest_interval_while_the_clock_stands()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(1, t => (t.Deadband, t.Every) = (new(1), TimeSpan.FromSeconds(10)));
        var source = await plant.RunningAsync(setup);
        var stands = plant.Clock.GetUtcNow();
        for (var i = 0; i < 30; i++)
        {
            plant.Clock.Advance(TimeSpan.FromSeconds(1));
            plant.Clock.JumpTo(stands);
            await source.PublishAsync(plant.Of(setup.Tags[0], 0));
        }
        Assert.Equal(4, plant.Log.Samples.Count);
    }
}
