using System.Net;
using System.Text.Json.Nodes;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;
using Millwright.Processes;
using Millwright.SystemTests.Devices;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>The plant as a third party's OPC UA client sees it.</summary>
public sealed class PublishTests : IDisposable
{
    private const string Password = "press three runs hot";

    private readonly DirectoryInfo _clientFolder = Directory.CreateTempSubdirectory("millwright-opcua-client-");

    public void Dispose() => _clientFolder.Delete(recursive: true);

    [Fact]
    public async Task A_stranger_is_rejected_named_trusted_and_then_browses_reads_subscribes_and_writes_within_the_envelope()
    {
        RequireNodeOpcUa();
        var memory = TestDevice.Registers(10);
        memory.SetRegister(ModbusArea.HoldingRegister, 3, 500);
        memory.SetRegister(ModbusArea.HoldingRegister, 4, 215);
        await using var device = new TestDevice(memory).PowerOn();
        var port = ChildProcess.FreePort();
        using var plant = new TemporaryPlant(Yaml(device.Port, port));
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        var endpoint = $"opc.tcp://127.0.0.1:{port}";
        await Eventually.TrueAsync(async () => (await millwright.ValueAsync("line/machine/setpoint")).Is == "good", TimeSpan.FromSeconds(30), () => millwright.Output);
        foreach (var (name, role) in ((string, string)[])[("oli", "operator"), ("vic", "viewer")])
            Assert.Equal(HttpStatusCode.Created, (await millwright.PostAsync("users", new() { ["name"] = name, ["role"] = role, ["password"] = Password })).Status);

        // A client that nobody knows is refused; page and command line name it, and one command lets it in.
        var refused = await OnceAsync(endpoint, "oli", Password, "session");
        Assert.Contains("failed", refused.ToJsonString(), StringComparison.Ordinal);
        var rejected = Assert.Single((await millwright.GetAsync("certificates"))["rejected"]!.AsArray())!;
        Assert.Contains("is not trusted by this side", rejected["reason"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("line-monitor", rejected["subject"]!.ToString(), StringComparison.Ordinal);
        var fingerprint = rejected["fingerprint"]!.ToString();
        Assert.Contains($"rejected  {fingerprint[..16]}", (await MillwrightProcess.VerbAsync("pki", "list", "--plant", plant.Folder)).Output, StringComparison.Ordinal);
        var (code, output) = await MillwrightProcess.VerbAsync("pki", "trust", fingerprint[..8], "--yes", "--plant", plant.Folder);
        Assert.True(code == 0, output);

        var session = await OnceAsync(endpoint, "oli", Password, "session", "Aes256_Sha256_RsaPss");
        Assert.Equal("urn:millwright:plant:acme:test", session["namespaces"]?[2]?.ToString());
        Assert.Contains("failed", (await OnceAsync(endpoint, "oli", "wrong password", "session")).ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("failed", (await OnceAsync(endpoint, "-", "-", "session")).ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("failed", (await OnceAsync(endpoint, "oli", Password, "session", "None")).ToJsonString(), StringComparison.Ordinal);

        var tree = await OnceAsync(endpoint, "vic", Password, "browse");
        var found = tree["found"]!.AsArray().Select(f => f!.ToString()).ToList();
        Assert.Contains("/acme/test/line/machine/temperature Variable ns=2;s=line/machine/temperature", found);
        Assert.Contains("/acme/test/line/machine/Trigger_reset Method ns=2;s=line/machine/reset#Trigger", found);
        Assert.Equal(["machine"], tree["machines"]!.AsArray().Select(m => m!.ToString()));

        var read = await OnceAsync(endpoint, "vic", Password, "read");
        Assert.Equal(
            """{"type":"Double","value":21.5,"status":"Good","source":true,"server":true,"unit":4408652,"symbol":"\u00B0C","low":0,"high":120,"description":"of the oil","level":6,"access":[7,5]}""",
            read.ToJsonString());

        var history = await OnceAsync(endpoint, "vic", Password, "history");
        Assert.True(history["count"] is not null, history.ToJsonString());
        Assert.True(history["count"]!.GetValue<int>() >= 3 && history["newest"]!.GetValue<int>() == 3, history.ToJsonString());
        Assert.True(history["rising"]!.GetValue<bool>() && history["falling"]!.GetValue<bool>(), history.ToJsonString());
        Assert.True(history["value"]?.GetValue<double>() == 21.5, history.ToJsonString());
        Assert.True(history["average"]?.GetValue<double>() == 21.5 && history["counts"]?.GetValue<int>() == 10 && history["counted"]?.GetValue<int>() > 0, history.ToJsonString());
        Assert.Contains("TimeAverage2", history["offered"]!.AsArray().Select(f => f!.ToString()));
        Assert.Equal("BadAggregateNotSupported", history["refused"]!.ToString());

        Assert.Equal(
            """{"within":"BadUserAccessDenied","beyond":"BadUserAccessDenied","wrongType":"BadUserAccessDenied","readOnly":"BadNotWritable","unknown":"BadNodeIdUnknown","trigger":"BadUserAccessDenied"}""",
            (await OnceAsync(endpoint, "vic", Password, "write")).ToJsonString());
        Assert.Equal(500, memory.GetRegister(ModbusArea.HoldingRegister, 3));
        Assert.Equal(
            """{"within":"Good","beyond":"BadOutOfRange","wrongType":"BadTypeMismatch","readOnly":"BadNotWritable","unknown":"BadNodeIdUnknown","trigger":"Good"}""",
            (await OnceAsync(endpoint, "oli", Password, "write")).ToJsonString());
        Assert.Equal(550, memory.GetRegister(ModbusArea.HoldingRegister, 3));
        Assert.Equal(1, memory.GetRegister(ModbusArea.HoldingRegister, 5));
        var audit = (await millwright.GetAsync("audit?limit=200"))["items"]!.AsArray();
        Assert.Contains(audit, r => r!["action"]!.ToString() == "write" && r["who"]!.ToString() == "oli" && r["via"]!.ToString() == "opc-ua" && r["result"]!.ToString() == "done");
        Assert.Contains(audit, r => r!["action"]!.ToString() == "write" && r["who"]!.ToString() == "oli" && r["result"]!.ToString() == "refused");
        Assert.Contains(audit, r => r!["action"]!.ToString() == "certificate-trust");

        await WatchesAsync(endpoint, device, plant, port, memory, fingerprint);
        var published = await millwright.GetAsync("published");
        Assert.Equal(endpoint, published["opcUa"]!["address"]!.ToString());
        Assert.Contains(published["opcUa"]!["recent"]!.AsArray(), r => r!["what"]!.ToString().Contains("61 to acme/test/line/machine/setpoint", StringComparison.Ordinal));
        Assert.Contains("millwright_publish_opc_ua_notifications_total", await millwright.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative)), StringComparison.Ordinal);
    }

    /// <summary>A subscription hears new values, a tag that is added, and the end of the trust.</summary>
    private async Task WatchesAsync(string endpoint, TestDevice device, TemporaryPlant plant, int port, ModbusMemory memory, string fingerprint)
    {
        await using var watching = Start(endpoint, "vic", Password, "subscribe");
        await watching.LineAsync("subscribed", TimeSpan.FromSeconds(60));
        memory.SetRegister(ModbusArea.HoldingRegister, 4, 333);
        await watching.LineAsync("\"changed\":33", TimeSpan.FromSeconds(30));
        plant.Write(Yaml(device.Port, port) + "\n      added: { register: holding 6, as: int16 }");
        await watching.LineAsync("ns=2;s=line/machine/added 1", TimeSpan.FromSeconds(30));
        var (code, output) = await MillwrightProcess.VerbAsync("pki", "reject", fingerprint, "--plant", plant.Folder);
        Assert.True(code == 0, output);
        await watching.LineAsync("connection lost", TimeSpan.FromSeconds(30));
    }

    private static string Yaml(int device, int port) =>
        $$"""
        publish: { opc_ua: { listen: "127.0.0.1:{{port}}" } }
        connections:
          device: { driver: modbus-tcp, address: "127.0.0.1:{{device}}", unit: 1, scan: 100 ms }
        assets:
          line/machine:
            level: machine
            connection: device
            nameplate: { manufacturer: ACME, serial_number: A-17 }
            tags:
              temperature: { register: holding 4, as: int16, scale: 0.1, unit: °C, range: [0, 120], description: of the oil }
              setpoint: { register: holding 3, as: int16, scale: 0.1, unit: °C, write: { low: 40, high: 60, max_step: 20, min_interval: 10 ms } }
              reset: { register: holding 5, as: uint16, write: { low: 0, high: 1, momentary: true, min_interval: 10 ms } }
        """;

    private async Task<JsonNode> OnceAsync(string endpoint, string user, string password, string command, string policy = "Basic256Sha256")
    {
        await using var client = Start(endpoint, user, password, command, policy);
        var line = await client.LineAsync("{\"", TimeSpan.FromSeconds(90));
        return JsonNode.Parse(line)!;
    }

    private ChildProcess Start(string endpoint, string user, string password, string command, string policy = "Basic256Sha256") =>
        ChildProcess.Start(ChildProcess.Find("node")!, [Path.Combine(Peers, "node_opcua_plant.mjs"), endpoint, Path.Combine(_clientFolder.FullName, "pki"), user, password, command, policy]);

    private static string Peers => Path.Combine(Repository.Root, "tests", "Interop.Tests", "peers");

    private static void RequireNodeOpcUa()
    {
        if (!Directory.Exists(Path.Combine(Peers, "node_modules", "node-opcua")))
            Assert.Skip("needs node-opcua: npm ci in tests/Interop.Tests/peers");
        if (ChildProcess.Find("node") is null)
            Assert.Skip("needs node: apt-get install nodejs");
    }
}
