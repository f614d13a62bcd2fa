using Millwright.Drivers.Modbus;

namespace Millwright.Product.Tests.Drivers;

public class LoadGuardTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_device_that_answers_in_time_is_read_at_its_interval()
    {
        var guard = new LoadGuard(0.9);
        for (var i = 0; i < 100; i++)
            guard.Observe(TimeSpan.FromMilliseconds(200 + i % 10), Second);
        Assert.Equal(1, guard.Stretch);
    }

    [Fact]
    public void A_cycle_longer_than_its_share_stretches_the_interval_to_it()
    {
        var guard = new LoadGuard(0.5);
        Assert.True(guard.Observe(TimeSpan.FromSeconds(2), Second));
        Assert.Equal(4, guard.Stretch);
    }

    [Fact]
    public void A_device_that_becomes_five_times_slower_is_given_relief_and_loses_it_when_it_is_well_again()
    {
        var guard = new LoadGuard(0.9);
        for (var i = 0; i < 20; i++)
            guard.Observe(TimeSpan.FromMilliseconds(30), Second);
        for (var i = 0; i < 5; i++)
            guard.Observe(TimeSpan.FromMilliseconds(300), Second);
        Assert.True(guard.Stretch > 2);
        for (var i = 0; i < 20; i++)
            guard.Observe(TimeSpan.FromMilliseconds(30), Second);
        Assert.Equal(1, guard.Stretch);
    }

    [Fact]
    public void Relief_has_an_end()
    {
        var guard = new LoadGuard(0.9);
        guard.Observe(TimeSpan.FromMilliseconds(30), Second);
        for (var i = 0; i < 20; i++)
            guard.Observe(TimeSpan.FromSeconds(100), Second);
        Assert.Equal(LoadGuard.MaxStretch, guard.Stretch);
    }

    [Fact]
    public void A_few_milliseconds_more_are_no_suffering()
    {
        var guard = new LoadGuard(0.9);
        guard.Observe(TimeSpan.FromMilliseconds(1), Second);
        guard.Observe(TimeSpan.FromMilliseconds(15), Second);
        Assert.Equal(1, guard.Stretch);
    }

    [Fact]
    public void Readings_that_stretching_leaves_out_are_counted_also_in_parts()
    {
        var guard = new LoadGuard(1);
        Assert.Equal(0, guard.LeftOut(0));
        Assert.Equal(2, guard.LeftOut(2));
        guard.Observe(TimeSpan.FromSeconds(4), Second);
        Assert.Equal(3, guard.LeftOut(0));
        Assert.Equal(7, guard.LeftOut(1));
        guard = new LoadGuard(1);
        guard.Observe(TimeSpan.FromSeconds(1.5), Second);
        Assert.Equal([0, 1, 0, 1], Enumerable.Range(0, 4).Select(_ => guard.LeftOut(0)));
    }
}
