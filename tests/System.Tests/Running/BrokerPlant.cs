using System.Globalization;
using Millwright.Processes;

namespace Millwright.SystemTests.Running;

/// <summary>The real program with a broker for everybody and everything, and third-party clients of it.</summary>
public sealed class BrokerPlant : IAsyncLifetime
{
    private const string Python = "/usr/bin/python3";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly int _port = ChildProcess.FreePort();
    private TemporaryPlant? _plant;
    private MillwrightProcess? _millwright;

    private string Port => _port.ToString(CultureInfo.InvariantCulture);

    public async ValueTask InitializeAsync()
    {
        _plant = new TemporaryPlant(Yaml("#"));
        _millwright = await MillwrightProcess.StartAsync(_plant);
        await _millwright.WaitReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_millwright is not null)
            await _millwright.DisposeAsync();
        _plant?.Dispose();
    }

    /// <summary>Rules that allow publishing below this alone.</summary>
    public void AllowOnly(string pattern) => _plant!.Write(Yaml(pattern));

    /// <summary>A script of Peers, which prints what failed and then "done" when nothing did.</summary>
    public async Task ScriptAsync(string name)
    {
        if (!File.Exists(Python))
            Assert.Skip("needs python3: apt-get install python3");
        var (code, output) = await ChildProcess.RunAsync(Python, ["-B", "-W", "ignore", Path.Combine(Repository.Root, "tests", "System.Tests", "Peers", name), Port], limit: Patience);
        Assert.True(code == 0 && output.Contains("done", StringComparison.Ordinal), $"{output}\n{_millwright!.Output}");
    }

    /// <summary>mosquitto_sub, once the plant says that it is subscribed.</summary>
    internal async Task<ChildProcess> SubAsync(string client, params string[] arguments)
    {
        var sub = ChildProcess.Start(Need("mosquitto_sub"), ["-h", "127.0.0.1", "-p", Port, "-i", client, .. arguments]);
        await Eventually.TrueAsync(() => IsSubscribedAsync(client), Patience, () => $"{client} subscribed\n{sub.Output}");
        return sub;
    }

    public Task<(int ExitCode, string Output)> PubAsync(params string[] arguments) =>
        ChildProcess.RunAsync(Need("mosquitto_pub"), ["-h", "127.0.0.1", "-p", Port, .. arguments]);

    private async Task<bool> IsSubscribedAsync(string client) =>
        (await _millwright!.GetAsync($"mqtt/sessions?connected=true&search={Uri.EscapeDataString(client)}"))["items"]!.AsArray().Any(s => s!["subscriptions"]!.GetValue<int>() > 0);

    private static string Need(string program)
    {
        var path = ChildProcess.Find(program);
        if (path is null)
            Assert.Skip($"needs {program}: apt-get install mosquitto-clients");
        return path!;
    }

    private string Yaml(string publish) =>
        $$"""
        publish:
          mqtt:
            listen: 127.0.0.1:{{Port}}
            anonymous: true
            access: [{ anonymous: true, publish: ["{{publish}}"], subscribe: ["#", "$SYS/#"] }]
        """;
}
