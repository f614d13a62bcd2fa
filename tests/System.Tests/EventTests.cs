using System.Net;
using System.Text.Json.Nodes;
using Millwright.Processes;
using Millwright.SystemTests.Devices;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>The whole program against a third party's OPC UA server that raises events and alarms and has a method.</summary>
public sealed class EventTests
{
    private const string Script = "node_opcua_press.mjs";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Events_and_alarms_arrive_are_kept_acknowledged_at_the_machine_and_outlive_a_kill()
    {
        await using var machine = new OpcUaMachine(20, Script);
        await machine.PowerOnAsync();
        using var plant = new TemporaryPlant(Yaml(machine.Address));
        await using (var millwright = await MillwrightProcess.StartAsync(plant))
        {
            await GoodAsync(millwright);
            await WriteAsync(millwright, "line/press/raise", "door opened");
            var plain = await EventAsync(millwright, "door opened");
            Assert.Equal(("line/press", "BaseEventType", 200), (plain["source"]!.ToString(), plain["type"]!.ToString(), plain["severity"]!.GetValue<int>()));
            Assert.Null(plain["condition"]);

            await WriteAsync(millwright, "line/press/temperature", 95);
            var standing = await StandingAsync(millwright, c => c["active"]!.GetValue<bool>() && !c["acknowledged"]!.GetValue<bool>());
            Assert.Equal(("line/press/temperature", "ExclusiveLimitAlarmType", "High"), (standing["source"]!.ToString(), standing["type"]!.ToString(), standing["condition"]!["name"]!.ToString()));
            Assert.Equal("80", standing["fields"]![0]!["value"]!.ToString());

            // A person acknowledges here; the machine says that it is acknowledged.
            var key = standing["condition"]!["key"]!.ToString();
            var (status, answer) = await millwright.PostAsync($"conditions/{key}/acknowledge", new() { ["comment"] = "seen it", ["seen"] = standing["id"]!.ToString() });
            Assert.True(status == HttpStatusCode.OK, answer.ToJsonString());
            var acknowledged = await StandingAsync(millwright, c => c["acknowledged"]!.GetValue<bool>());
            Assert.Equal("seen it", acknowledged["condition"]!["comment"]!.ToString());
            Assert.Contains((await millwright.GetAsync("audit"))["items"]!.AsArray(), r => r!["action"]!.ToString() == "acknowledge" && r["result"]!.ToString() == "done");
        }
        // The program is gone without notice or in order, and comes back: nothing is told twice, and what stood stands.
        await using (var again = await MillwrightProcess.StartAsync(plant))
        {
            await GoodAsync(again);
            await StandingAsync(again, c => c["active"]!.GetValue<bool>() && c["acknowledged"]!.GetValue<bool>());
            Assert.Single(await EventsAsync(again), e => e!["message"]!.ToString() == "door opened");
            await WriteAsync(again, "line/press/temperature", 20);
            await Eventually.TrueAsync(
                async () => (await EventsAsync(again)).Any(e => e!["condition"] is { } c && !c["active"]!.GetValue<bool>()), Patience, () => "the end of the alarm");
            var (code, output) = await MillwrightProcess.VerbAsync("events", "line/press", "--plant", plant.Folder);
            Assert.True(code == 0 && output.Contains("door opened", StringComparison.Ordinal), output);
        }
        var (verified, report) = await MillwrightProcess.VerbAsync("verify", plant.Folder);
        Assert.True(verified == 0, report);
    }

    [Fact]
    public async Task What_changed_while_the_machine_was_away_is_known_when_it_is_back()
    {
        await using var machine = new OpcUaMachine(95, Script);
        await machine.PowerOnAsync();
        using var plant = new TemporaryPlant(Yaml(machine.Address));
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        // It was hot before anybody listened: the refresh tells it.
        await StandingAsync(millwright, c => c["active"]!.GetValue<bool>());
        await machine.PowerOffAsync();
        await machine.PowerOnAsync(20);
        await Eventually.TrueAsync(
            async () => (await millwright.GetAsync("conditions"))["items"]!.AsArray().Count == 0, Patience, () => $"the alarm closed\n{millwright.Output}");
        // What stands is known before it is durable and kept: each is waited for by itself.
        await Eventually.TrueAsync(
            async () => (await EventsAsync(millwright)).Any(e => e!["condition"] is not null && e["message"]!.ToString().Contains("had ended", StringComparison.Ordinal)),
            Patience, () => "the end kept as an event");
        await machine.PowerOffAsync();
        await machine.PowerOnAsync(95);
        await StandingAsync(millwright, c => c["active"]!.GetValue<bool>());
        var ledger = default(JsonNode);
        await Eventually.TrueAsync(
            async () => (ledger = await millwright.GetAsync("ledger"))["events"]!.AsArray() is [{ } sums, ..] && sums["logged"]!.GetValue<long>() >= 3, Patience, () => $"three events logged\n{ledger}");
        Assert.True(ledger!["balanced"]!.GetValue<bool>(), ledger["differences"]!.ToJsonString());
    }

    [Fact]
    public async Task A_method_of_the_machine_is_found_by_browsing_and_called_through_the_gate()
    {
        await using var machine = new OpcUaMachine(20, Script);
        await machine.PowerOnAsync();
        using var plant = new TemporaryPlant(Yaml(machine.Address));
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        await GoodAsync(millwright);
        var (code, output) = await MillwrightProcess.VerbAsync("browse", $"{machine.Address}?security=none", "--node", "nsu=urn:machine;s=Press", "--yaml");
        Assert.True(code == 0, output);
        Assert.Contains("Start: { method: \"nsu=urn:machine;s=Start\", object: \"nsu=urn:machine;s=Press\", arguments: { speed: { as: float64 }, recipe: { as: string } } }", output, StringComparison.Ordinal);

        (code, output) = await MillwrightProcess.VerbAsync("call", "line/press/start", "speed=12.5", "recipe=oak", "--reason", "first batch", "--plant", plant.Folder);
        Assert.True(code == 0 && output.Contains("done  103", StringComparison.Ordinal), output);
        var (status, refused) = await millwright.PostAsync("commands/line/press/start", new() { ["arguments"] = new JsonObject { ["speed"] = 500, ["recipe"] = "oak" } });
        Assert.True(status == HttpStatusCode.BadGateway, refused.ToJsonString());
        await WriteAsync(millwright, "line/press/mode", 1);
        await Eventually.TrueAsync(async () => (await millwright.ValueAsync("line/press/mode")).Number == 1, Patience, () => "the mode");
        (status, refused) = await millwright.PostAsync("commands/line/press/start", new() { ["arguments"] = new JsonObject { ["speed"] = 1, ["recipe"] = "oak" } });
        Assert.True(status == HttpStatusCode.Conflict, refused.ToJsonString());
        Assert.Contains("mode must be idle, and is running", refused["detail"]!.ToString(), StringComparison.Ordinal);
        var audit = (await millwright.GetAsync("audit"))["items"]!.AsArray().Where(r => r!["action"]!.ToString().StartsWith("call", StringComparison.Ordinal)).Select(r => $"{r!["action"]} {r["result"]}").ToList();
        Assert.Equal(["call refused", "call failed", "call-begin done", "call done", "call-begin done"], audit);
    }

    [Fact]
    public async Task A_client_of_the_plant_hears_of_it_refreshes_acknowledges_and_calls()
    {
        const string password = "press three runs hot";
        await using var machine = new OpcUaMachine(95, Script);
        await machine.PowerOnAsync();
        var port = ChildProcess.FreePort();
        using var plant = new TemporaryPlant($"publish: {{ opc_ua: {{ listen: \"127.0.0.1:{port}\" }} }}\n{Yaml(machine.Address)}");
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        await StandingAsync(millwright, c => c["active"]!.GetValue<bool>());
        await GoodAsync(millwright);
        Assert.Equal(HttpStatusCode.Created, (await millwright.PostAsync("users", new() { ["name"] = "oli", ["role"] = "operator", ["password"] = password })).Status);
        var folder = Directory.CreateTempSubdirectory("millwright-opcua-client-");
        try
        {
            ChildProcess Start(string command) => ChildProcess.Start(
                ChildProcess.Find("node")!,
                [Path.Combine(Repository.Root, "tests", "Interop.Tests", "peers", "node_opcua_plant.mjs"), $"opc.tcp://127.0.0.1:{port}", Path.Combine(folder.FullName, "pki"), "oli", password, command]);
            await using (var stranger = Start("session"))
                await stranger.LineAsync("failed", TimeSpan.FromSeconds(90));
            var rejected = Assert.Single((await millwright.GetAsync("certificates"))["rejected"]!.AsArray())!;
            var (code, output) = await MillwrightProcess.VerbAsync("pki", "trust", rejected["fingerprint"]!.ToString(), "--yes", "--plant", plant.Folder);
            Assert.True(code == 0, output);

            await using var client = Start("alarms");
            // It was active before this client came: only a refresh can have told it.
            var told = await client.LineAsync("\"from\":\"asset\",\"type\":\"ns=0;i=9341\"", TimeSpan.FromSeconds(90));
            Assert.Contains("ns=2;s=line/press/temperature", told, StringComparison.Ordinal);
            await client.LineAsync("\"wrong\":\"BadEventIdUnknown\",\"acknowledge\":\"Good\"", TimeSpan.FromSeconds(60));
            await client.LineAsync("\"start\":\"Good\",\"answer\":\"103\"", TimeSpan.FromSeconds(60));
            await WriteAsync(millwright, "line/press/raise", "door opened");
            await client.LineAsync("\"done\":true", TimeSpan.FromSeconds(60));
            var audit = (await millwright.GetAsync("audit"))["items"]!.AsArray().Where(r => r!["via"]!.ToString() == "opc-ua" && r["who"]!.ToString() == "oli").Select(r => $"{r!["action"]} {r["result"]}").ToList();
            Assert.Contains("acknowledge done", audit);
            Assert.Contains("call done", audit);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Yaml(string address) =>
        $$"""
        connections:
          machine: { driver: opc-ua, address: "{{address}}", security: none, scan: 100 ms, events: { fields: [HighLimit], publishing: 100 ms } }
        assets:
          line/press:
            connection: machine
            tags:
              temperature: { node: "nsu=urn:machine;s=Temperature", write: { low: 0, high: 200, min_interval: 0 s } }
              raise: { node: "nsu=urn:machine;s=Raise", as: string, write: { min_interval: 0 s } }
              mode: { node: "nsu=urn:machine;s=Mode", as: uint16, states: { 0: idle, 1: running }, write: { min_interval: 0 s } }
            commands:
              start:
                method: "nsu=urn:machine;s=Start"
                description: starts a batch
                arguments: { speed: { range: 0..1000 }, recipe: { as: string } }
                only_when: { mode: idle }
                min_interval: 0 s
        """;

    private static Task GoodAsync(MillwrightProcess millwright) => Eventually.TrueAsync(
        async () => (await millwright.ValueAsync("line/press/temperature")).Is == "good" && (await millwright.ValueAsync("line/press/mode")).Is == "good" && (await millwright.ValueAsync("line/press/raise")).Is == "good",
        Patience, () => millwright.Output);

    private static async Task WriteAsync(MillwrightProcess millwright, string tag, JsonNode value)
    {
        var (status, answer) = await millwright.PostAsync("writes", new() { ["tag"] = tag, ["value"] = value });
        Assert.True(status == HttpStatusCode.OK, answer.ToJsonString());
    }

    private static async Task<JsonArray> EventsAsync(MillwrightProcess millwright) => (await millwright.GetAsync("events?limit=1000"))["items"]!.AsArray();

    private static async Task<JsonNode> EventAsync(MillwrightProcess millwright, string message)
    {
        JsonNode? found = null;
        await Eventually.TrueAsync(
            async () => (found = (await EventsAsync(millwright)).FirstOrDefault(e => e!["message"]!.ToString() == message)) is not null, Patience, () => $"the event '{message}'\n{millwright.Output}");
        return found!;
    }

    private static async Task<JsonNode> StandingAsync(MillwrightProcess millwright, Func<JsonNode, bool> wanted)
    {
        JsonNode? found = null;
        await Eventually.TrueAsync(
            async () => (found = (await millwright.GetAsync("conditions"))["items"]!.AsArray().FirstOrDefault(e => wanted(e!["condition"]!))) is not null, Patience, () => $"the condition\n{millwright.Output}");
        return found!;
    }
}
