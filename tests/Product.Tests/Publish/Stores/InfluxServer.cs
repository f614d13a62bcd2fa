using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Millwright.Product.Tests.Publish.Stores;

/// <summary>Debian's InfluxDB 1 on the loopback with its files in a temporary folder, which can be killed and started again.</summary>
public sealed class InfluxServer : IAsyncLifetime
{
    private const string Program = "/usr/bin/influxd";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("millwright-influxdb-");
    private readonly int _port = FreePorts.Next();
    private readonly HttpClient _http = new();
    private Process? _process;

    public string Address => $"http://127.0.0.1:{_port}";

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program))
            return;
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "influxdb.conf"), $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{FreePorts.Next()}"
            [meta]
            dir = "{_folder.FullName}/meta"
            [data]
            dir = "{_folder.FullName}/data"
            wal-dir = "{_folder.FullName}/wal"
            [http]
            bind-address = "127.0.0.1:{_port}"
            [monitor]
            store-enabled = false
            """);
        await StartAsync();
    }

    /// <summary>Skips a test where there is no server.</summary>
    public static void Need() => Assert.SkipUnless(File.Exists(Program), "InfluxDB is not there: apt-get install influxdb");

    /// <summary>Starts the server and returns when it answers.</summary>
    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo(Program, ["-config", Path.Combine(_folder.FullName, "influxdb.conf")])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = _process.StandardError.ReadToEndAsync();
        _ = _process.StandardOutput.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90), TimeProvider.System);
        while (true)
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri($"{Address}/ping"), patience.Token);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, patience.Token);
        }
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Runs a statement of InfluxQL.</summary>
    /// <returns>The cells of its first row after the time, empty without one.</returns>
    public async Task<string> AskAsync(string database, string statement)
    {
        using var answer = await _http.PostAsync(new Uri($"{Address}/query?epoch=ns&db={database}"), new FormUrlEncodedContent([new("q", statement)]));
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.False(json.TryGetProperty("error", out var error), $"{statement}: {error}");
        var result = json.GetProperty("results")[0];
        Assert.False(result.TryGetProperty("error", out error), $"{statement}: {error}");
        return result.TryGetProperty("series", out var series) ? string.Join(' ', series[0].GetProperty("values")[0].EnumerateArray().Skip(1)) : "";
    }

    /// <summary>Writes as somebody else would.</summary>
    public async Task WriteAsync(string database, string lines)
    {
        using var answer = await _http.PostAsync(new Uri($"{Address}/write?db={database}"), new StringContent(lines));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }
}
