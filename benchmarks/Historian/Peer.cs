using System.Globalization;
using Millwright.Benchmarks.Log;
using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.Historian;

/// <summary>Another store, started on loopback in a folder of its own and fed over HTTP.</summary>
internal abstract class Peer : IAsyncDisposable
{
    private const int TagsPerMachine = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private readonly HttpClient _http;
    private Child? _child;

    protected Peer() => _http = new() { BaseAddress = new($"http://127.0.0.1:{Port}/"), Timeout = Patience };

    public abstract string Name { get; }

    protected int Port { get; } = Ports.Free();

    protected HttpClient Http => _http;

    protected string Folder => _folder.Path;

    /// <summary>Where line protocol with milliseconds is taken.</summary>
    protected abstract string WritePath { get; }

    /// <exception cref="BenchmarkException">It does not start.</exception>
    public async Task StartAsync()
    {
        _child = Launch();
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await PrepareAsync();
                return;
            }
            catch (HttpRequestException) when (TimeProvider.System.GetElapsedTime(start) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
            catch (HttpRequestException e)
            {
                throw new BenchmarkException($"{Name} does not answer: {e.Message}");
            }
        }
    }

    /// <summary>Gives it the plant's samples second by second, one request each, as they would come.</summary>
    /// <exception cref="BenchmarkException">It refuses them, or has not all of them.</exception>
    public async Task<IngestResult> IngestAsync(int seconds)
    {
        var plant = new SlowPlant();
        var lines = new LineWriter();
        var first = ProcessUse.CpuSeconds(_child!.Id);
        var busy = TimeSpan.Zero;
        for (var second = 0; second < seconds; second++)
        {
            lines.Clear();
            var tag = 0;
            foreach (var batch in plant.Second(second))
            {
                using (batch)
                    lines.Add(batch, TagsPerMachine, tag);
                tag += SlowPlant.GroupSize;
            }
            var start = TimeProvider.System.GetTimestamp();
            using var content = new ReadOnlyMemoryContent(lines.Written);
            using var answer = await _http.PostAsync(WritePath, content);
            if (!answer.IsSuccessStatusCode)
                throw new BenchmarkException($"{Name} refuses samples: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            busy += TimeProvider.System.GetElapsedTime(start);
        }
        var ending = TimeProvider.System.GetTimestamp();
        await SettleAsync();
        busy += TimeProvider.System.GetElapsedTime(ending);
        var samples = (long)seconds * SlowPlant.TagCount;
        var stored = await CountAsync();
        if (stored != samples)
            throw new BenchmarkException($"{Name} has {stored} of {samples} samples");
        return new(
            samples, busy.TotalSeconds, ProcessUse.CpuSeconds(_child.Id) - first,
            new DirectoryInfo(Folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length),
            ProcessUse.PeakResidentMegabytes(_child.Id), null);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_child is not null)
            await _child.DisposeAsync();
        _folder.Dispose();
    }

    protected abstract Child Launch();

    /// <summary>Answers once it is ready.</summary>
    protected abstract Task PrepareAsync();

    /// <summary>Brings what is in memory to disk.</summary>
    protected abstract Task SettleAsync();

    protected abstract Task<long> CountAsync();

    protected static long Number(string text) => (long)double.Parse(text, CultureInfo.InvariantCulture);
}
