using System.Diagnostics;
using Millwright.Product.Tests.Publish;
using Millwright.Product.Tests.RepoRules;

namespace Millwright.Product.Tests.Archive;

/// <summary>s3rver, a third-party server of S3 in Node.js, on the loopback with one empty bucket.</summary>
public sealed class S3Server : IAsyncLifetime
{
    public const string Bucket = "plant";

    /// <summary>What s3rver knows whoever asks by.</summary>
    public const string AccessKey = "S3RVER", Secret = "S3RVER";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("millwright-s3-");
    private readonly int _port = FreePorts.Next();
    private Process? _process;

    public string Endpoint => $"http://127.0.0.1:{_port}";

    private static string Program => RepositoryRoot.Combine("tests", "Product.Tests", "peers", "node_modules", "s3rver", "bin", "s3rver.js");

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program))
            return;
        _process = Process.Start(new ProcessStartInfo("node", [Program, "--directory", _folder.FullName, "--address", "127.0.0.1", "--port", $"{_port}", "--configure-bucket", Bucket, "--silent"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = _process.StandardOutput.ReadToEndAsync();
        _ = _process.StandardError.ReadToEndAsync();
        using var http = new HttpClient();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"{Endpoint}/{Bucket}"), patience.Token);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, patience.Token);
            }
        }
    }

    /// <summary>Skips a test where there is no server.</summary>
    public void Need() => Assert.SkipUnless(_process is not null, "needs s3rver: npm ci in tests/Product.Tests/peers");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        _folder.Delete(recursive: true);
    }
}
