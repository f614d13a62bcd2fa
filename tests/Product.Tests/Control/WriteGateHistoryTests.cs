using Millwright.Control;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Product.Tests.Control;

/// <summary>R14: random histories of values, clocks, faults and wishes; nothing unsafe ever reaches the device.</summary>
public sealed class WriteGateHistoryTests
{
    private const int Histories = 20_000;
    private const int StepsEach = 10;

    [Fact]
    public async Task No_write_reaches_the_device_on_old_or_bad_data_beyond_range_or_step_twice_at_once_or_unrecorded()
    {
        var written = 0;
        for (var seed = 0; seed < Histories; seed++)
            written += await RunAsync(seed);
        // The property is worth something only if the gate also opens.
        Assert.InRange(written, Histories / 4, Histories * StepsEach);
    }

    private static async Task<int> RunAsync(int seed)
    {
        var random = new Random(seed);
        using var bench = new GateBench();
        var last = long.MinValue;
        bench.Device.OnWrite = (tag, raw) =>
        {
            var has = bench.Current.TryGet(tag, out var sample);
            var present = bench.Device.Registers[tag].ToDouble() / 10;
            var value = raw.ToDouble() / 10;
            var context = $"seed {seed}";
            Assert.True(has && sample.Quality.IsGood, context + ": value not Good");
            Assert.True(Timestamp.Now(bench.Clock) - sample.SourceTime <= bench.Envelope.Freshness, context + ": value too old");
            Assert.True(bench.Device.ReadQuality.IsGood && bench.Device.ReadFault is null, context + ": device not readable");
            Assert.True(value is >= 0 and <= 100, $"{context}: {value} out of range");
            Assert.True(Math.Abs(value - present) <= 30.0001, $"{context}: step from {present} to {value}");
            Assert.True(last == long.MinValue || bench.Clock.GetElapsedTime(last) >= bench.Envelope.MinimumInterval, context + ": too soon");
            Assert.True(bench.Device.InFlight == 1, context + ": two in flight");
            var record = bench.Trail.Read(1, null)[0];
            Assert.True(record.Entry.Action == "write-begin" && !bench.Files.FailSync, context + ": no durable record");
            last = bench.Clock.GetTimestamp();
        };
        for (var step = 0; step < StepsEach; step++)
        {
            Disturb(bench, random);
            var value = random.Next(8) switch { 0 => double.NaN, 1 => random.NextDouble() * 1e6 - 5e5, _ => 20 + (random.NextDouble() - 0.5) * 70 };
            var write = bench.WriteAsync("p/setpoint", TagValue.Of(value));
            var other = random.Next(4) == 0 ? bench.WriteAsync("p/setpoint", TagValue.Of(21.0)) : null;
            while (!write.IsCompleted || other is { IsCompleted: false })
                bench.Clock.Advance(TimeSpan.FromMilliseconds(100));
            var outcome = await write;
            Assert.True(outcome.Result != WriteResult.Done || Math.Abs(outcome.ReadBack.ToDouble() - value) <= 0.051, $"seed {seed}: done, but not as asked");
        }
        return bench.Device.Writes;
    }

    private static void Disturb(GateBench bench, Random random)
    {
        bench.Clock.Advance(TimeSpan.FromSeconds(random.NextDouble() * 12));
        if (random.Next(6) == 0)
            bench.Clock.JumpTo(bench.Clock.GetUtcNow() + TimeSpan.FromSeconds((random.NextDouble() - 0.5) * 100));
        bench.Device.ReadQuality = random.Next(8) == 0 ? Quality.BadSensorFailure : Quality.Good;
        bench.Device.ReadFault = random.Next(10) == 0 ? new SourceFault(SourceFaultKind.TimedOut, "silent", "look") : null;
        bench.Device.WriteFault = random.Next(10) == 0 ? new SourceFault(random.Next(2) == 0 ? SourceFaultKind.TimedOut : SourceFaultKind.Refused, "no", "look") : null;
        bench.Device.IgnoresWrites = random.Next(10) == 0;
        bench.Files.FailSync = random.Next(12) == 0;
        bench.IsConnected = random.Next(12) != 0;
        if (random.Next(3) == 0)
            return;
        var quality = random.Next(6) switch { 0 => Quality.BadNoCommunication, 1 => Quality.UncertainInitialValue, _ => Quality.Good };
        var raw = bench.Device.Registers[bench.SetPoint];
        bench.Refresh(bench.SetPoint, TagValue.Of(raw.ToDouble() / 10), raw, quality);
    }
}
