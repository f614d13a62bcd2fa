using System.Net;
using System.Net.Sockets;
using Millwright.SystemTests.Devices;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>What people get wrong, and what changes while the plant runs.</summary>
public sealed class ConfigurationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task All_errors_come_at_once_with_file_line_and_the_nearest_right_word()
    {
        using var plant = new TemporaryPlant(
            """
            connections:
              device: { driver: modbus-tpc, address: "127.0.0.1:1502" }
              other: { driver: modbus-tcp, address: "127.0.0.1:1502", time_out: 1 s }
              good: { driver: modbus-tcp, address: "127.0.0.1:1502" }
            assets:
              line/machine:
                connection: good
                tags:
                  speed: { register: holding 70000 }
                  Speed: { register: holding 1 }
                  load: { register: holding 2, scal: 0.1 }
            """);
        foreach (var verb in (string[])["check", "run"])
        {
            var (code, output) = await MillwrightProcess.VerbAsync(verb, plant.Folder);
            Assert.True(code == 1, output);
            foreach (var part in (string[])["plant.yaml:5", "modbus-tcp", "plant.yaml:6", "timeout", "plant.yaml:12", "70000", "plant.yaml:13", "plant.yaml:14", "scale"])
                Assert.Contains(part, output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Tags_of_one_path_in_two_files_are_refused_by_name()
    {
        using var plant = new TemporaryPlant(Yaml(1502, "  line/machine: { connection: first, tags: { speed: { register: holding 1 } } }\ninclude: [second.yaml]\n"));
        await File.WriteAllTextAsync(Path.Combine(plant.Folder, "second.yaml"), "assets:\n  line/machine: { connection: first, tags: { speed: { register: holding 2 } } }\n");
        var (code, output) = await MillwrightProcess.VerbAsync("check", plant.Folder);
        Assert.True(code == 1, output);
        Assert.Contains("second.yaml:2", output, StringComparison.Ordinal);
        Assert.Contains("line/machine", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_a_file_for_a_data_folder_and_a_second_instance_are_told_and_harm_nothing()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var plant = new TemporaryPlant(Yaml(1502, Machine("first")));
        var (code, output) = await MillwrightProcess.VerbAsync("run", plant.Folder, "--listen", taken.LocalEndpoint.ToString()!);
        Assert.True(code == 1, output);
        Assert.Contains("in use", output, StringComparison.Ordinal);

        Directory.Delete(plant.Data, recursive: true);
        await File.WriteAllTextAsync(plant.Data, "no folder");
        (code, output) = await MillwrightProcess.VerbAsync("run", plant.Folder, "--listen", "127.0.0.1:0");
        Assert.True(code == 1, output);
        Assert.Contains("data", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        File.Delete(plant.Data);

        await using var millwright = await MillwrightProcess.StartAsync(plant);
        (code, output) = await MillwrightProcess.VerbAsync("run", plant.Folder, "--listen", "127.0.0.1:0");
        Assert.True(code == 1, output);
        Assert.Contains("another Millwright is running", output, StringComparison.Ordinal);
        Assert.Equal("acme/test", (await millwright.GetAsync("node"))["plant"]!.ToString());
    }

    [Fact]
    public async Task An_edit_touches_only_what_it_changes_a_broken_one_nothing_and_a_new_name_keeps_its_history()
    {
        await using var first = new TestDevice(new CountingDevice()).PowerOn();
        await using var second = new TestDevice(new CountingDevice()).PowerOn();
        await using var firstRelay = new Relay.TcpRelay(first.Port);
        await using var secondRelay = new Relay.TcpRelay(second.Port);
        using var plant = new TemporaryPlant(TwoDevices(firstRelay.Port, secondRelay.Port, "1 s", "speed: { register: holding 0, as: uint32 }"));
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        await GoodAsync(millwright, "line/first/speed");
        await GoodAsync(millwright, "line/second/speed");
        var (acceptedFirst, acceptedSecond) = (firstRelay.Accepted, secondRelay.Accepted);

        plant.Write(TwoDevices(firstRelay.Port, secondRelay.Port, "2 s", "speed: { register: holding 0, as: uint32 }"));
        await Eventually.TrueAsync(() => secondRelay.Accepted > acceptedSecond, Patience, () => $"the second connection anew\n{millwright.Output}");
        await GoodAsync(millwright, "line/second/speed");
        Assert.Equal(acceptedFirst, firstRelay.Accepted);

        plant.Write(TwoDevices(firstRelay.Port, secondRelay.Port, "2 s", "speed: { registr: holding 0 }"));
        await Eventually.TrueAsync(
            async () => (await millwright.GetAsync("configuration"))["findings"]!.AsArray().Any(f => f!["what"]!.ToString().Contains("registr", StringComparison.Ordinal)),
            Patience, () => "the finding shown");
        var time = (await millwright.ValueAsync("line/first/speed")).Time;
        await Eventually.TrueAsync(async () => string.CompareOrdinal((await millwright.ValueAsync("line/first/speed")).Time, time) > 0, Patience, () => "values go on");
        Assert.Equal(acceptedFirst, firstRelay.Accepted);

        var before = (await millwright.HistoryAsync("line/first/speed"))[0];
        plant.Write(TwoDevices(firstRelay.Port, secondRelay.Port, "2 s", "pace: { register: holding 0, as: uint32, formerly: line/first/speed }"));
        await GoodAsync(millwright, "line/first/pace");
        Assert.Equal(before, (await millwright.HistoryAsync("line/first/pace"))[0]);
    }

    private static Task<TimeSpan> GoodAsync(MillwrightProcess millwright, string tag) => Eventually.TrueAsync(
        async () =>
        {
            using var answer = await millwright.Client.GetAsync(new Uri("/api/v1/tags/" + tag, UriKind.Relative));
            return answer.IsSuccessStatusCode && (await millwright.ValueAsync(tag)).Is == "good";
        },
        Patience, () => $"{tag} good\n{millwright.Output}");

    private static string TwoDevices(int first, int second, string timeout, string tag) =>
        $$"""
        connections:
          first: { driver: modbus-tcp, address: "127.0.0.1:{{first}}", unit: 1, scan: 50 ms, timeout: 1 s }
          second: { driver: modbus-tcp, address: "127.0.0.1:{{second}}", unit: 1, scan: 50 ms, timeout: {{timeout}} }
        assets:
          line/first: { connection: first, tags: { {{tag}} } }
          line/second: { connection: second, tags: { speed: { register: holding 0, as: uint32 } } }
        """;

    private static string Machine(string connection) => $"  line/machine: {{ connection: {connection}, tags: {{ speed: {{ register: holding 1 }} }} }}\n";

    private static string Yaml(int port, string assets) =>
        $$"""
        connections:
          first: { driver: modbus-tcp, address: "127.0.0.1:{{port}}", unit: 1, scan: 50 ms }
        assets:
        {{assets}}
        """;
}
