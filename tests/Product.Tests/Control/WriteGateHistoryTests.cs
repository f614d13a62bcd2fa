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
        // Kept and judged afterwards: what is thrown inside a driver is the gate's to catch.
        var violations = new List<string>();
        bench.Device.OnWrite = (tag, raw) =>
        {
            var has = bench.Current.TryGet(tag, out var sample);
            var present = bench.Device.Registers[tag].ToDouble() / 10;
            var value = raw.ToDouble() / 10;
            Demand(has && sample.Quality.IsGood, "on a value that is not Good");
            Demand(Timestamp.Now(bench.Clock) - sample.SourceTime <= bench.Envelope.Freshness, "on an old value");
            Demand(bench.Device.ReadQuality.IsGood && bench.Device.ReadFault is null, "on a device that cannot be read");
            Demand(value is >= 0 and <= 100, $"{value}, out of range");
            Demand(Math.Abs(value - present) <= 30.0001, $"a step from {present} to {value}");
            Demand(last == long.MinValue || bench.Clock.GetElapsedTime(last) >= bench.Envelope.MinimumInterval, "too soon");
            Demand(bench.Device.InFlight == 1, "while another was in flight");
            Demand(bench.Trail.Read(1, null) is [{ Entry.Action: "write-begin" }] && !bench.Files.FailSync, "without a durable record");
            last = bench.Clock.GetTimestamp();
        };

        void Demand(bool holds, string violation)
        {
            if (!holds)
                violations.Add($"seed {seed}: a write {violation}");
        }

        for (var step = 0; step < StepsEach; step++)
        {
            Disturb(bench, random);
            var value = random.Next(8) switch { 0 => double.NaN, 1 => random.NextDouble() * 1e6 - 5e5, _ => 20 + (random.NextDouble() - 0.5) * 70 };
            var hold = random.Next(4) == 0 ? new TaskCompletionSource() : null;
            bench.Device.WriteHold = hold;
            var write = bench.WriteAsync("p/setpoint", TagValue.Of(value));
            var other = random.Next(4) == 0 ? bench.WriteAsync("p/setpoint", TagValue.Of(21.0)) : null;
            hold?.SetResult();
            while (!write.IsCompleted || other is { IsCompleted: false })
                bench.Clock.Advance(TimeSpan.FromMilliseconds(100));
            var outcome = await write;
            Assert.True(outcome.Result != WriteResult.Done || Math.Abs(outcome.ReadBack.ToDouble() - value) <= 0.051, $"seed {seed}: done, but not as asked");
        }
        Assert.Empty(violations);
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
