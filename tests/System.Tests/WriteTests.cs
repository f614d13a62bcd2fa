using System.Net;
using System.Text.Json.Nodes;
using Millwright.Modbus.Registers;
using Millwright.SystemTests.Devices;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>Writes through the gate, and who gets in.</summary>
public sealed class WriteTests
{
    private const string Tag = "line/machine/setpoint";

    [Fact]
    public async Task A_write_reaches_the_device_is_read_back_and_stands_in_the_audit_trail()
    {
        var memory = TestDevice.Registers(10);
        memory.SetRegister(ModbusArea.HoldingRegister, 3, 500);
        await using var device = new TestDevice(memory).PowerOn();
        using var plant = new TemporaryPlant(Yaml(device.Port));
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        await Eventually.TrueAsync(async () => (await millwright.ValueAsync(Tag)).Is == "good", TimeSpan.FromSeconds(30), () => millwright.Output);

        var (status, done) = await millwright.PostAsync("writes", new JsonObject { ["tag"] = Tag, ["value"] = 55, ["reason"] = "test" });
        Assert.True(status == HttpStatusCode.OK, done.ToJsonString());
        Assert.Equal(550, memory.GetRegister(ModbusArea.HoldingRegister, 3));
        Assert.Equal(55, done["readBack"]!.GetValue<double>());

        (status, var refused) = await millwright.PostAsync("writes", new JsonObject { ["tag"] = Tag, ["value"] = 61 });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal("range", refused["code"]!.ToString());
        Assert.Equal(550, memory.GetRegister(ModbusArea.HoldingRegister, 3));

        var (code, output) = await MillwrightProcess.VerbAsync("write", Tag, "42.5", "--plant", plant.Folder);
        Assert.True(code == 0, output);
        Assert.Equal(425, memory.GetRegister(ModbusArea.HoldingRegister, 3));

        var audit = await millwright.GetAsync("audit");
        var writes = audit["items"]!.AsArray().Where(r => r!["action"]!.ToString() == "write").ToList();
        Assert.True(audit["chainIntact"]!.GetValue<bool>());
        Assert.Equal(2, writes.Count(r => r!["result"]!.ToString() == "done"));
        Assert.Contains(writes, r => r!["result"]!.ToString() == "refused" && r["requested"]!.ToString().Contains("61", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_first_link_works_once_and_a_stranger_gets_nothing()
    {
        using var plant = new TemporaryPlant(Yaml(1));
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        using var plain = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = millwright.Address };
        foreach (var path in (string[])["tags", "values?tag=x", "history?tag=x", "connections", "ledger", "configuration", "audit", "users", "session", "nothing", "live"])
        {
            using var answer = await plain.GetAsync(new Uri("/api/v1/" + path, UriKind.Relative));
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{path} answers {answer.StatusCode}");
        }
        using var write = await plain.PostAsync(new Uri("/api/v1/writes", UriKind.Relative), new StringContent("{}"));
        Assert.Equal(HttpStatusCode.Unauthorized, write.StatusCode);

        using var first = await plain.GetAsync(millwright.SignInLink);
        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);
        Assert.Equal("/", first.Headers.Location!.ToString());
        var cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        using var second = await plain.GetAsync(millwright.SignInLink);
        Assert.Equal("/sign-in?failed=link", second.Headers.Location!.ToString());

        using var signedIn = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/session", UriKind.Relative));
        signedIn.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var session = await plain.SendAsync(signedIn);
        Assert.Equal("link", JsonNode.Parse(await session.Content.ReadAsStringAsync())!["signedInBy"]!.ToString());
    }

    private static string Yaml(int port) =>
        $$"""
        connections:
          device: { driver: modbus-tcp, address: "127.0.0.1:{{port}}", unit: 1, scan: 100 ms }
        assets:
          line/machine:
            connection: device
            tags:
              setpoint: { register: holding 3, as: int16, scale: 0.1, unit: °C, write: { low: 40, high: 60, max_step: 20, min_interval: 10 ms } }
        """;
}
