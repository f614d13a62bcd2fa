using Millwright.Relay;
using Millwright.SystemTests.Devices;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>What was missed is had again, another server stands in, what is not brought is read: against a third party's OPC UA server.</summary>
public sealed class OpcUaRecoveryTests
{
    private const string Recorded = "line/machine/recorded";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_an_overflowing_queue_of_the_server_pushed_out_is_filled_from_its_history()
    {
        await using var machine = new OpcUaMachine();
        await machine.PowerOnAsync();
        // Ten changes between two messages, of which the server keeps two.
        using var plant = new TemporaryPlant(Yaml(machine.Port, "publishing: 500 ms, sampling: 50 ms, queue: 2"));
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        await CountsAsync(millwright, 10);
        var now = (await millwright.ValueAsync(Recorded)).Number;
        await CountsAsync(millwright, now + 100);
        Assert.True(await CounterAsync(millwright, "queueOverflows") > 0);
        await Eventually.TrueAsync(
            async () => Missing(await StoredAsync(millwright), now + 20, now + 80).Count == 0, Patience, () => $"each value in history\n{millwright.Output}");
    }

    [Fact]
    public async Task A_broken_lines_gap_is_filled_from_the_servers_history()
    {
        await using var machine = new OpcUaMachine();
        await machine.PowerOnAsync();
        await using var relay = new TcpRelay(machine.Port);
        using var plant = new TemporaryPlant(Yaml(relay.Port, "session_timeout: 2 s"));
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        await CountsAsync(millwright, 10);
        relay.Cut();
        var lastBefore = (await millwright.ValueAsync(Recorded)).Number;
        await Eventually.TrueAsync(async () => (await millwright.ValueAsync(Recorded)).Is == "bad", Patience, () => "the loss of the line seen");
        // The length of the break: the machine counts on, and its queue holds ten. What becomes of session and subscription meanwhile is the server's affair.
        await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System);
        relay.Restore();
        await CountsAsync(millwright, lastBefore + 100);
        // Of the time nobody listened each value is there, once; before and behind it the server's sampling decides which are brought.
        var (connection, missing) = ("", new List<long>());
        await Eventually.TrueAsync(
            async () =>
            {
                connection = (await millwright.GetAsync("connections/machine")).ToJsonString();
                return (missing = Missing(await StoredAsync(millwright), lastBefore + 20, lastBefore + 80)).Count == 0;
            },
            Patience, () => $"each value of the gap in history; {string.Join(' ', missing)} are missing\n{connection}\n{millwright.Output}");
        var times = (await millwright.HistoryAsync(Recorded)).ConvertAll(s => s.Time);
        Assert.Equal(times.Distinct().Count(), times.Count);
        var ledger = await MillwrightProcess.VerbAsync("verify", plant.Folder);
        Assert.True(ledger.ExitCode == 0, ledger.Output);
    }

    [Fact]
    public async Task Of_a_redundant_pair_the_other_server_takes_over_each_time_one_dies()
    {
        await using var first = new OpcUaMachine();
        await using var second = new OpcUaMachine();
        await Task.WhenAll(first.PowerOnAsync(), second.PowerOnAsync());
        using var plant = new TemporaryPlant(
            $$"""
            connections:
              machine: { driver: opc-ua, address: "{{first.Address}}", redundant: ["{{second.Address}}"], security: none, scan: 100 ms }
            assets:
              line/machine:
                connection: machine
                tags:
                  recorded: { node: "nsu=urn:machine;s=Recorded", as: uint32 }
                  static: { node: "nsu=urn:machine;s=Static" }
            """);
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        await FlowsAsync(millwright);
        Assert.Contains(await LogAsync(millwright), m => m.Contains($"session at {first.Address}", StringComparison.Ordinal));
        await first.PowerOffAsync();
        await ServedByAsync(millwright, second.Address);
        await FlowsAsync(millwright);
        await first.PowerOnAsync();
        await second.PowerOffAsync();
        await ServedByAsync(millwright, first.Address);
        await FlowsAsync(millwright);
    }

    [Theory]
    [InlineData("""{"maxMonitoredItemsPerSubscription":2,"maxSubscriptionsPerSession":1}""", 2)]
    [InlineData("""{"maxMonitoredItems":1}""", 1)]
    public async Task What_the_server_does_not_bring_by_subscription_is_read_and_no_tag_is_left_behind(string capabilities, int watched)
    {
        await using var machine = new OpcUaMachine(capabilities: capabilities);
        await machine.PowerOnAsync();
        using var plant = new TemporaryPlant(
            $$"""
            connections:
              machine: { driver: opc-ua, address: "{{machine.Address}}", security: none, scan: 200 ms }
            assets:
              line/machine:
                connection: machine
                tags:
                  static: { node: "nsu=urn:machine;s=Static" }
                  limit: { node: "nsu=urn:machine;s=Limit", as: int16 }
                  counter: { node: "nsu=urn:machine;s=Counter", as: uint32 }
                  recorded: { node: "nsu=urn:machine;s=Recorded", as: uint32 }
            """);
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        await Eventually.TrueAsync(
            async () => (await millwright.GetAsync("connections/machine"))["tags"]!["good"]!.GetValue<int>() == 4, Patience, () => $"all tags good\n{millwright.Output}");
        await Eventually.TrueAsync(
            async () => (await CounterAsync(millwright, "watchedTags"), await CounterAsync(millwright, "polledTags")) == (watched, 4 - watched), Patience,
            () => $"{watched} watched, the others read");
        await CountsAsync(millwright, (await millwright.ValueAsync(Recorded)).Number + 20);
        Assert.Empty((await millwright.GetAsync("connections/machine"))["tagErrors"]!.AsArray());
    }

    private static string Yaml(int port, string options) =>
        $$"""
        connections:
          machine: { driver: opc-ua, address: "opc.tcp://localhost:{{port}}", security: none, scan: 100 ms, {{options}} }
        assets:
          line/machine:
            connection: machine
            tags:
              recorded: { node: "nsu=urn:machine;s=Recorded", as: uint32 }
        """;

    private static async Task CountsAsync(MillwrightProcess millwright, double above) =>
        await Eventually.TrueAsync(
            async () => await millwright.ValueAsync(Recorded) is { Is: "good" } value && value.Number > above, Patience,
            () => $"the count above {above}\n{millwright.Output}");

    private static async Task FlowsAsync(MillwrightProcess millwright)
    {
        await Eventually.TrueAsync(
            async () => (await millwright.GetAsync("connections/machine"))["tags"]!["good"]!.GetValue<int>() == 2, Patience, () => $"all tags good\n{millwright.Output}");
        var now = (await millwright.ValueAsync(Recorded)).Number;
        await Eventually.TrueAsync(async () => (await millwright.ValueAsync(Recorded)).Number > now, Patience, () => "the count goes on");
    }

    /// <summary>The connection's log names the server last: at its start, or when it took over.</summary>
    private static async Task ServedByAsync(MillwrightProcess millwright, string address) =>
        await Eventually.TrueAsync(
            async () => (await LogAsync(millwright)).LastOrDefault(m => m.Contains("opc.tcp://", StringComparison.Ordinal))?.Contains(address, StringComparison.Ordinal) == true,
            Patience, () => $"served by {address}\n{millwright.Output}");

    private static async Task<List<string>> LogAsync(MillwrightProcess millwright) =>
        [.. (await millwright.GetAsync("connections/machine"))["log"]!.AsArray().Select(l => l!["message"]!.ToString())];

    private static async Task<long> CounterAsync(MillwrightProcess millwright, string name) =>
        (await millwright.GetAsync("connections/machine"))["counters"]![name]!.GetValue<long>();

    private static async Task<List<long>> StoredAsync(MillwrightProcess millwright) =>
        [.. (await millwright.HistoryAsync(Recorded)).Where(s => s.Is == "good").Select(s => (long)s.Value)];

    private static List<long> Missing(List<long> stored, double from, double to)
    {
        var known = stored.ToHashSet();
        return [.. Enumerable.Range((int)from, (int)(to - from)).Select(i => (long)i).Where(i => !known.Contains(i))];
    }
}
