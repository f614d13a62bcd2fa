using Millwright.Flow.Sources;
using Millwright.Flow.Supervision;
using Millwright.Model;
using Millwright.Product.Tests.Pipeline;

namespace Millwright.Product.Tests.Supervision;

/// <summary>R17: what a device says around a power cycle must never pass for good data or for production.</summary>
public sealed class PowerCycleTests
{
    private const int Cycles = 1_000;
    private const double Garbage = 999_999;

    [Fact]
    public async Task A_thousand_power_cycles_give_no_good_half_filled_value_and_no_jump_of_a_counter()
    {
        await using var plant = new Plant();
        var random = new Random(17);
        var setup = plant.Setup(3, t => t.Counter = true);
        var source = await plant.ConnectAsync(setup);
        var device = new Device();
        var expected = 0.0;
        var first = true;
        for (var cycle = 0; cycle < Cycles; cycle++)
        {
            // Until the whole cycle is read the registers hold whatever they hold: zero, garbage, yesterday's counts.
            await source.PublishAsync(device.HalfFilled(plant, setup, random));
            if (random.Next(2) == 0)
                await source.PublishAsync(device.HalfFilled(plant, setup, random));
            await source.DoAsync(o => o.CycleCompleted([.. setup.Tags.Select(t => t.Handle)]));
            await source.PublishAsync(device.Read(plant, setup));
            if (first)
                expected = device.Count;
            first = false;
            for (var scan = random.Next(4); scan > 0; scan--)
            {
                expected += device.Produce(random);
                await source.PublishAsync(device.Read(plant, setup));
            }
            Assert.True(plant.Flow.Current.TryGet(setup.Tags[0].Handle, out var good));
            Assert.Equal((expected, Quality.Good), (good.Value.ToDouble(), good.Quality));
            source = await RestartAsync(plant, source, device, random);
        }

        var last = new Dictionary<TagHandle, double>();
        foreach (var sample in plant.Log.Samples.Where(s => s.Quality.IsGood))
        {
            var step = sample.Value.ToDouble() - last.GetValueOrDefault(sample.Tag, sample.Value.ToDouble());
            Assert.InRange(step, 0, Device.MostPerScan);
            last[sample.Tag] = sample.Value.ToDouble();
        }
        Assert.Equal(3, last.Count);
    }

    private static async Task<FakeDriver.FakeSource> RestartAsync(Plant plant, FakeDriver.FakeSource source, Device device, Random random)
    {
        device.PowerCycle(random);
        if (random.Next(2) == 0)
        {
            // The connection stands: the driver has seen the uptime fall.
            await source.DoAsync(o => o.DeviceRestarted("uptime fell", []));
            Assert.Equal(ConnectionState.Synchronizing, plant.Status.State);
            return source;
        }
        var created = plant.Driver.Created;
        source.Fail(new SourceException(new(SourceFaultKind.Unreachable, "gone", "wait")));
        await plant.AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => plant.Driver.Created > created, "connected again");
        return await plant.Driver.StartedAsync();
    }

    /// <summary>A machine that counts parts and forgets, or not, when its power fails.</summary>
    private sealed class Device
    {
        public const int MostPerScan = 9;

        public double Count { get; private set; } = 100;

        public double Produce(Random random)
        {
            var parts = random.Next(MostPerScan + 1);
            Count += parts;
            return parts;
        }

        /// <summary>Values reset, another program with other counts, or retained memory.</summary>
        public void PowerCycle(Random random) => Count = random.Next(3) switch { 0 => 0, 1 => random.Next(5_000_000), _ => Count };

        public Sample[] Read(Plant plant, ConnectionSetup setup) => [.. setup.Tags.Select(t => plant.Of(t, Count))];

        public Sample[] HalfFilled(Plant plant, ConnectionSetup setup, Random random) =>
            [.. setup.Tags.Select(t => plant.Of(t, random.Next(3) switch { 0 => 0, 1 => Garbage, _ => Count }))];
    }
}
