using System.Globalization;
using System.Text.Json.Nodes;
using Millwright.SystemTests.Devices;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>The whole program against a third party's OPC UA server that dies and comes back.</summary>
public sealed class OpcUaTests
{
    private const string Counter = "line/machine/counter";
    private const string Static = "line/machine/static";

    /// <summary>Restarts in the recovery test; 100 make the figure that the documentation names.</summary>
    private static readonly int Restarts =
        int.TryParse(Environment.GetEnvironmentVariable("MILLWRIGHT_OPCUA_RESTARTS"), CultureInfo.InvariantCulture, out var wished) ? Math.Clamp(wished, 1, 1000) : 2;

    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Values_flow_again_without_help_after_each_restart_of_a_server_also_when_its_namespaces_changed_places()
    {
        await using var machine = new OpcUaMachine();
        using var plant = new TemporaryPlant(Yaml(machine.Address));
        // The plant starts before its machine.
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        await Eventually.TrueAsync(
            async () => (await millwright.GetAsync("connections/machine"))["lastError"] is not null, Patience, () => "the absence of the server said");
        await machine.PowerOnAsync();
        await GoodAsync(millwright);
        var took = new List<TimeSpan>();
        for (var restart = 1; restart <= Restarts; restart++)
        {
            await machine.PowerOffAsync();
            await Eventually.TrueAsync(async () => (await millwright.ValueAsync(Static)).Is == "bad", Patience, () => "the loss of the server seen");
            await machine.PowerOnAsync(extraNamespace: restart % 2 == 1);
            took.Add(await GoodAsync(millwright));
        }
        took.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Restarts} restarts: all values good again after {took[took.Count / 2].TotalSeconds:0.00} s in the middle, {took[^1].TotalSeconds:0.00} s at worst");
        var connection = await millwright.GetAsync("connections/machine");
        Assert.True(connection["restarts"]!.GetValue<long>() >= Restarts, connection.ToJsonString());
        Assert.Empty(connection["tagErrors"]!.AsArray());
        // What was missed is listed.
        Assert.True(connection["gaps"]!.AsArray().Count >= Math.Min(Restarts, 100), connection["gaps"]!.ToJsonString());
    }

    [Fact]
    public async Task One_bad_node_among_ten_thousand_is_named_and_the_rest_flows()
    {
        const int all = 10_000;
        await using var machine = new OpcUaMachine(all);
        await machine.PowerOnAsync();
        using var plant = new TemporaryPlant(
            $$"""
            connections:
              machine: { driver: opc-ua, address: "{{machine.Address}}", security: none, scan: 1 s }
            assets:
              line/machine:
                connection: machine
                tags:
                  counter: { node: "nsu=urn:machine;s=Counter", as: uint32 }
            {{string.Join('\n', Enumerable.Range(1, all - 1).Select(i => $"      i{i}: {{ node: \"nsu=urn:machine;s=Item/{(i == 4711 ? "none" : i)}\" }}"))}}
            """);
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        var took = await Eventually.TrueAsync(
            async () => (await millwright.GetAsync("connections/machine"))["tags"]!["good"]!.GetValue<int>() == all - 1,
            TimeSpan.FromSeconds(120), () => $"{all - 1} good tags\n{millwright.Output}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{all - 1} tags good after {took.TotalSeconds:0.0} s");
        await Eventually.TrueAsync(
            async () => (await millwright.GetAsync("connections/machine"))["counters"]!["watchedTags"]!.GetValue<long>() == all - 1,
            TimeSpan.FromSeconds(120), () => "all others watched by subscription");
        var connection = await millwright.GetAsync("connections/machine");
        var error = Assert.Single(connection["tagErrors"]!.AsArray())!;
        Assert.Equal("line/machine/i4711", error["tag"]!.ToString());
        Assert.Contains("s=Item/none", error["what"]!.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(error["remedy"]!.ToString());
        Assert.Equal(5000, (await millwright.ValueAsync("line/machine/i5000")).Number);
        var before = (await millwright.ValueAsync(Counter)).Number;
        await Eventually.TrueAsync(async () => (await millwright.ValueAsync(Counter)).Number > before, Patience, () => "the counter goes on");
    }

    [Fact]
    public async Task A_first_secured_connection_says_what_to_trust_where_and_connects_by_itself_once_it_is_trusted()
    {
        await using var machine = new OpcUaMachine();
        await machine.PowerOnAsync();
        using var plant = new TemporaryPlant(Yaml(machine.Address).Replace("security: none, ", "", StringComparison.Ordinal));
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        var error = default(JsonNode);
        await Eventually.TrueAsync(
            async () => (error = (await millwright.GetAsync("connections/machine"))["lastError"]) is not null, Patience, () => "the refusal said");
        var rejected = Assert.Single(Directory.GetFiles(Path.Combine(plant.Data, "pki", "opc-ua", "rejected"), "*.der"));
        var fingerprint = Path.GetFileNameWithoutExtension(rejected);
        Assert.Contains("not accepted here", error!["what"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains(fingerprint, error["what"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains($"millwright pki trust {fingerprint[..16]}", error["remedy"]!.ToString(), StringComparison.Ordinal);

        File.Move(rejected, Path.Combine(plant.Data, "pki", "opc-ua", "trusted", Path.GetFileName(rejected)));
        await GoodAsync(millwright);
        var log = (await millwright.GetAsync("connections/machine"))["log"]!.AsArray().Select(l => l!["message"]!.ToString());
        Assert.Contains(log, m => m.Contains("Basic256Sha256 SignAndEncrypt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_browsing_writes_of_a_third_partys_server_runs_as_it_stands()
    {
        await using var machine = new OpcUaMachine();
        await machine.PowerOnAsync();
        var (code, written) = await MillwrightProcess.VerbAsync("browse", $"{machine.Address}?security=none", "--node", "nsu=urn:machine;s=Machine", "--depth", "2", "--yaml");
        Assert.True(code == 0, written);
        using var plant = new TemporaryPlant(written);
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        var connection = default(JsonNode);
        await Eventually.TrueAsync(
            async () => (connection = (await millwright.GetAsync("connections/machine"))["tags"]!)["total"]!.GetValue<int>() is > 15 and var all && connection["good"]!.GetValue<int>() == all,
            Patience, () => $"all tags good: {connection}\n{written}\n{millwright.Output}");
    }

    [Fact]
    public async Task A_value_that_never_changes_can_be_written_as_long_as_it_is_watched_and_the_write_is_read_back()
    {
        await using var machine = new OpcUaMachine();
        await machine.PowerOnAsync();
        using var plant = new TemporaryPlant(Yaml(machine.Address));
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        await GoodAsync(millwright);
        // Older than its freshness allows, but watched: that it did not change is certain.
        await Eventually.TrueAsync(
            async () => TimeProvider.System.GetUtcNow() - DateTimeOffset.Parse((await millwright.ValueAsync("line/machine/setpoint")).Time, CultureInfo.InvariantCulture) > Freshness,
            Patience, () => "an old value");
        var (status, answer) = await WriteAsync(millwright, "line/machine/setpoint", 12.5);
        Assert.True((int)status == 200, $"{status} {answer}\n{millwright.Output}");
        await Eventually.TrueAsync(async () => (await millwright.ValueAsync("line/machine/setpoint")).Number is 12.5, Patience, () => "the written value comes back");
        (status, answer) = await WriteAsync(millwright, "line/machine/second", 55);
        Assert.True((int)status == 200, $"{status} {answer}");
        (status, answer) = await WriteAsync(millwright, "line/machine/locked", 2);
        Assert.NotEqual(200, (int)status);
        Assert.Contains("access level", answer.ToJsonString(), StringComparison.Ordinal);
    }

    private static async Task<(System.Net.HttpStatusCode Status, JsonNode Body)> WriteAsync(MillwrightProcess millwright, string tag, double value) =>
        await millwright.PostAsync("writes", new JsonObject { ["tag"] = tag, ["value"] = value });

    /// <summary>All tags are Good and the counter counts.</summary>
    private static async Task<TimeSpan> GoodAsync(MillwrightProcess millwright)
    {
        var took = await Eventually.TrueAsync(
            async () => (await millwright.GetAsync("connections/machine"))["tags"]!["good"]!.GetValue<int>() == 5, Patience,
            () => $"all tags good\n{millwright.Output}");
        var before = (await millwright.ValueAsync(Counter)).Number;
        return took + await Eventually.TrueAsync(async () => (await millwright.ValueAsync(Counter)).Number != before, Patience, () => "the counter counts");
    }

    private static string Yaml(string address) =>
        $$"""
        connections:
          machine: { driver: opc-ua, address: "{{address}}", security: none, scan: 100 ms }
        assets:
          line/machine:
            connection: machine
            tags:
              counter: { node: "nsu=urn:machine;s=Counter", as: uint32 }
              static: { node: "ns=2;s=Static" }
              setpoint: { node: "/nsu=urn:machine;Machine/nsu=urn:machine;Setpoint", as: float32, write: { low: 0, high: 100, freshness: 5 s } }
              second: { node: "nsu=urn:machine;s=Times", as: int32, elements: "1", write: { low: 0, high: 100 } }
              locked: { node: "nsu=urn:machine;s=Locked", write: { low: 0, high: 100 } }
        """;
}
