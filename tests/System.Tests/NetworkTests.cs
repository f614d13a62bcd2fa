using System.Globalization;
using Millwright.Modbus.Framing;
using Millwright.Relay;
using Millwright.SystemTests.Devices;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>Bad networks between the program and a device (R13).</summary>
public sealed class NetworkTests
{
    private const int Tags = 20;

    /// <summary>A reading has the time of its question, or of its answer where that takes long: at most the timeout of 500 ms, and what a loaded machine adds.</summary>
    private static readonly TimeSpan OldestAnswer = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Loss_and_a_slow_line_store_nothing_wrong_or_twice()
    {
        foreach (var faults in (RelayFaults[])[new() { Loss = 0.2 }, new() { BytesPerSecond = 32_000 }])
            await RunAsync("modbus-tcp", ModbusFraming.Mbap, faults, 60);
    }

    /// <summary>An answer that comes when nobody waits for it any more is the answer to no later question.</summary>
    [Fact]
    public async Task Answers_later_than_the_timeout_never_become_values_of_a_later_time() =>
        await RunAsync("modbus-tcp", ModbusFraming.Mbap, new() { Loss = 0.2, RetransmissionDelay = TimeSpan.FromMilliseconds(1500) }, 20);

    [Fact]
    public async Task Flipped_bits_on_a_line_with_a_checksum_never_become_values() =>
        await RunAsync("modbus-rtu-over-tcp", ModbusFraming.Rtu, new() { Corrupt = 0.05 }, 60);

    [Fact]
    public async Task A_link_that_flaps_fifty_times_is_back_by_itself_each_time()
    {
        var counting = new CountingDevice();
        await using var device = new TestDevice(counting).PowerOn();
        await using var relay = new TcpRelay(device.Port);
        using var plant = new TemporaryPlant(Yaml("modbus-tcp", relay.Port));
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        await GoodAfterAsync(millwright, "");
        var back = new List<double>();
        for (var flap = 0; flap < 50; flap++)
        {
            relay.Cut();
            var last = (await millwright.ValueAsync("line/machine/c0")).Time;
            relay.Restore();
            back.Add((await GoodAfterAsync(millwright, last)).TotalSeconds);
        }
        back.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"50 flaps: data again after {back[25]:0.00} s (median), {back[^1]:0.00} s (worst)");
        // 2 s is the target. The worst of fifty tells of the machine's load, the median of the program.
        Assert.True(back[25] <= 2.5, $"data again only after {back[25]} s");
        await VerifyAsync(millwright, counting);
        var gaps = (await millwright.GetAsync("ledger"))["gaps"]!.AsArray();
        Assert.NotEmpty(gaps);
        Assert.All(gaps, g => Assert.NotEmpty(g!["cause"]!.ToString()));
    }

    private static async Task RunAsync(string driver, ModbusFraming framing, RelayFaults faults, int readings)
    {
        var counting = new CountingDevice();
        await using var device = new TestDevice(counting, framing).PowerOn();
        await using var relay = new TcpRelay(device.Port, seed: 7);
        using var plant = new TemporaryPlant(Yaml(driver, relay.Port));
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        await GoodAfterAsync(millwright, "");
        relay.Faults = faults;
        var before = (await millwright.HistoryAsync("line/machine/c0")).Count;
        await Eventually.TrueAsync(
            async () => (await millwright.HistoryAsync("line/machine/c0")).Count >= before + readings, TimeSpan.FromSeconds(60),
            () => $"{readings} readings in spite of {faults}\n{millwright.Output}");
        await VerifyAsync(millwright, counting);
    }

    /// <summary>The tags of one reading all hold the same number, which the device gave out for it, and the next reading has a greater one.</summary>
    private static async Task VerifyAsync(MillwrightProcess millwright, CountingDevice device)
    {
        var first = await GoodAsync(millwright, "c0");
        var others = (await GoodAsync(millwright, $"c{Tags - 1}")).ToDictionary(s => s.Time, s => s.Value);
        Assert.NotEmpty(first);
        foreach (var sample in first)
            Assert.True(!others.TryGetValue(sample.Time, out var value) || value.Equals(sample.Value), $"{sample} beside {value}");
        Assert.All(first.Zip(first.Skip(1)), pair => Assert.True(pair.First.Value < pair.Second.Value, $"{pair.First} before {pair.Second}"));
        foreach (var sample in first)
        {
            var answered = device.AnsweredAt(sample.Value);
            Assert.True(DateTimeOffset.Parse(sample.Time, CultureInfo.InvariantCulture) - answered < OldestAnswer, $"{sample} was answered at {answered:O}, for an earlier question");
        }
        var ledger = await millwright.GetAsync("ledger");
        Assert.True(ledger["balanced"]!.GetValue<bool>(), ledger["differences"]!.ToJsonString());
    }

    private static async Task<List<MillwrightProcess.Sample>> GoodAsync(MillwrightProcess millwright, string tag) =>
        [.. (await millwright.HistoryAsync("line/machine/" + tag)).Where(s => s.Is == "good")];

    private static Task<TimeSpan> GoodAfterAsync(MillwrightProcess millwright, string time) => Eventually.TrueAsync(
        async () => await millwright.ValueAsync("line/machine/c0") is { Is: "good" } value && string.CompareOrdinal(value.Time, time) > 0,
        Patience, () => $"a good value after {time}\n{millwright.Output}");

    private static string Yaml(string driver, int port) =>
        $$"""
        connections:
          device: { driver: {{driver}}, address: "127.0.0.1:{{port}}", unit: 1, scan: 50 ms, timeout: 500 ms }
        assets:
          line/machine:
            connection: device
            tags:
        {{string.Join('\n', Enumerable.Range(0, Tags).Select(i => $"      c{i}: {{ register: holding {2 * i}, as: uint32 }}"))}}
        """;
}
