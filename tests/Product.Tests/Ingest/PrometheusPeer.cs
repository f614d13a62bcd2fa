using System.Diagnostics;
using Millwright.Product.Tests.Publish;

namespace Millwright.Product.Tests.Ingest;

/// <summary>Debian's Prometheus on a port of loopback, in a folder of its own that ends with it.</summary>
internal sealed class PrometheusPeer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("millwright-prometheus-");
    private readonly Process _process;

    private PrometheusPeer(string configuration)
    {
        var file = Path.Combine(_folder.FullName, "prometheus.yml");
        File.WriteAllText(file, configuration.Replace("LISTEN", $"\"{Address}\"", StringComparison.Ordinal));
        _process = Process.Start(new ProcessStartInfo(
            "/usr/bin/prometheus",
            [
                $"--config.file={file}", $"--storage.tsdb.path={Path.Combine(_folder.FullName, "data")}", $"--web.listen-address={Address}",
                "--web.enable-remote-write-receiver", "--log.level=error",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.FullName,
        })!;
        _process.ErrorDataReceived += (_, line) => Log += line.Data + "\n";
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public string Address { get; } = $"127.0.0.1:{FreePorts.Next()}";

    public string Log { get; private set; } = "";

    public Uri Url => new($"http://{Address}/");

    /// <param name="configuration">Its prometheus.yml; LISTEN stands for its own address.</param>
    public static async Task<PrometheusPeer> StartAsync(string configuration)
    {
        var peer = new PrometheusPeer(configuration);
        using var client = new HttpClient();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (true)
        {
            Assert.False(peer._process.HasExited, peer.Log);
            try
            {
                using var answer = await client.GetAsync(new Uri(peer.Url, "-/ready"), patience.Token);
                if (answer.IsSuccessStatusCode)
                    return peer;
            }
            catch (HttpRequestException)
            {
                // Not there yet.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
