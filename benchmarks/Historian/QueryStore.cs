using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.Historian;

/// <summary>A store in a process and a folder of its own, asked over HTTP on loopback.</summary>
internal abstract class QueryStore : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly TempFolder _folder = new();
    private Child? _child;

    public abstract string Name { get; }

    protected int Port { get; } = Ports.Free();

    protected string Folder => _folder.Path;

    protected HttpClient Http { get; private set; } = new();

    /// <exception cref="BenchmarkException">It does not start.</exception>
    public async Task StartAsync()
    {
        Http.Dispose();
        Http = new() { BaseAddress = new($"http://127.0.0.1:{Port}/"), Timeout = Patience };
        _child = Launch();
        await UntilAsync(IsReadyAsync);
    }

    /// <summary>Ends it in order.</summary>
    public async Task StopAsync()
    {
        var child = _child!;
        _child = null;
        await using (child)
        {
            await using var kill = Child.Start("/bin/kill", ["-TERM", $"{child.Id}"]);
            await kill.EndAsync();
            await child.ExitAsync(Patience);
        }
    }

    /// <exception cref="BenchmarkException">It refuses them, or has not all of them.</exception>
    public async Task<TimeSpan> FillAsync()
    {
        var start = TimeProvider.System.GetTimestamp();
        foreach (var request in QueryDataset.Requests())
        {
            using var content = new ReadOnlyMemoryContent(request);
            using var answer = await Http.PostAsync(WritePath, content);
            if (!answer.IsSuccessStatusCode)
                throw new BenchmarkException($"{Name} refuses samples: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
        await SettleAsync();
        return TimeProvider.System.GetElapsedTime(start);
    }

    /// <summary>Asks, and reads the answer to its end.</summary>
    /// <returns>Its length in bytes.</returns>
    /// <exception cref="BenchmarkException">It is no answer.</exception>
    public async Task<long> AskAsync(string question)
    {
        using var answer = await Http.GetAsync(question, HttpCompletionOption.ResponseHeadersRead);
        if (!answer.IsSuccessStatusCode)
            throw new BenchmarkException($"{Name} does not answer {question}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[64 << 10];
        var length = 0L;
        for (var read = 1; read > 0; length += read)
            read = await body.ReadAsync(buffer);
        return length;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_child is not null)
            await _child.DisposeAsync();
        _folder.Dispose();
    }

    protected abstract string WritePath { get; }

    protected abstract Child Launch();

    protected abstract Task<bool> IsReadyAsync();

    /// <summary>Brings what is in memory to disk, in the form that it stays in.</summary>
    protected abstract Task SettleAsync();

    protected static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                if (await isSo())
                    return;
            }
            catch (HttpRequestException) when (TimeProvider.System.GetElapsedTime(start) < Patience)
            {
                // It does not listen yet.
            }
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
                throw new BenchmarkException("a store was not ready in time");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}

/// <summary>The built program with a plant that takes line protocol.</summary>
internal sealed class MillwrightStore : QueryStore
{
    private static string Binary => Path.Combine(Repository.Root, "src", "Host", "bin", "Release", "net10.0", "millwright");

    public override string Name => "Millwright";

    protected override string WritePath => "api/v2/write?bucket=bench&precision=ms";

    protected override Child Launch()
    {
        File.WriteAllText(
            Path.Combine(Folder, "plant.yaml"),
            """
            plant: acme/berlin
            prometheus: { max_series: 20000 }
            historian: { keep_for: 36500 d, keep_minutes_for: 36500 d, keep_hours_for: 36500 d }
            connections:
              bench: { driver: line-protocol, max_tags: 20000, asset: "bench/{g}/{t}" }
            """);
        return Child.StartSilent(Binary, ["run", ".", "--listen", $"127.0.0.1:{Port}"], Folder);
    }

    protected override async Task<bool> IsReadyAsync()
    {
        if ((await Http.GetAsync("health/live")).IsSuccessStatusCode && File.Exists(Path.Combine(Folder, "data", "instance.json")))
        {
            var instance = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "data", "instance.json")))!.AsObject();
            var token = instance.First(p => p.Key.Equals("token", StringComparison.OrdinalIgnoreCase)).Value!.GetValue<string>();
            Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return true;
        }
        return false;
    }

    protected override async Task SettleAsync()
    {
        await StopAsync();
        await using (var compact = Child.Start(Binary, ["historian", "compact"], Folder))
            await compact.EndAsync();
        await StartAsync();
    }
}

/// <summary>VictoriaMetrics, single node, without its cache of answers, which would answer for it.</summary>
internal sealed class VictoriaStore : QueryStore
{
    public override string Name => "VictoriaMetrics";

    protected override string WritePath => "write?precision=ms";

    protected override Child Launch() => Child.StartSilent(
        "victoria-metrics",
        [
            $"-storageDataPath={Path.Combine(Folder, "data")}", $"-httpListenAddr=127.0.0.1:{Port}", "-retentionPeriod=100y", "-loggerLevel=ERROR",
            "-search.disableCache", "-search.maxUniqueTimeseries=1000000", "-search.maxPointsPerTimeseries=100000",
        ],
        Folder);

    protected override async Task<bool> IsReadyAsync() => (await Http.GetAsync("health")).IsSuccessStatusCode;

    protected override async Task SettleAsync()
    {
        (await Http.GetAsync("internal/force_flush")).EnsureSuccessStatusCode();
        (await Http.GetAsync("internal/force_merge")).EnsureSuccessStatusCode();
    }
}
