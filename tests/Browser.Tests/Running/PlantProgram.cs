using System.Text.RegularExpressions;
using Millwright.Processes;

namespace Millwright.Browser.Tests.Running;

/// <summary>The real program over a plant's folder, from its start until disposed.</summary>
internal sealed partial class PlantProgram : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private PlantProgram(ChildProcess process, string url, string signInLink) => (_process, Url, SignInLink) = (process, url, signInLink);

    public string Url { get; }

    /// <summary>The link of the first start, which works once.</summary>
    public string SignInLink { get; }

    /// <summary>True where the program has the library behind SQL.</summary>
    public static bool HasSql => File.Exists(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path())!, "libduckdb.so"));

    public static async Task<PlantProgram> StartAsync(string folder)
    {
        var process = ChildProcess.Start(Path(), ["run", folder, "--listen", $"127.0.0.1:{ChildProcess.FreePort()}"]);
        try
        {
            var link = Link().Match(await process.LineAsync("sign-in?token=", TimeSpan.FromSeconds(60))).Value;
            return new(process, new Uri(link).GetLeftPart(UriPartial.Authority), link);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Link();

    private static string Path()
    {
        var built = System.IO.Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory).Split('/');
        return System.IO.Path.Combine(Repository.Root, "src", "Host", "bin", built[^2], built[^1], "millwright");
    }
}
