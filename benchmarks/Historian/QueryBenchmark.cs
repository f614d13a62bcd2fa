using System.Globalization;
using Millwright.Benchmarks.Figures;
using Millwright.Benchmarks.Processes;
using Millwright.Flow.Files;
using Millwright.Flow.Log;
using Millwright.Flow.Tags;
using Millwright.Historian;
using Millwright.Historian.Queries;
using Millwright.Model;

namespace Millwright.Benchmarks.Historian;

/// <summary>The questions people ask, inside the store: after opening it, and again.</summary>
internal static class QueryBenchmark
{
    private const int Tags = 10_000;
    private const int BatchSize = 1_000;

    /// <summary>Of the many tags; one tag has a sample a second over thirty days.</summary>
    private const int StepSeconds = 30;

    private const int Rounds = 21;

    private static readonly Timestamp Start = Timestamp.From(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly Timestamp LastDay = Start + TimeSpan.FromDays(29);

    public static async Task RunAsync()
    {
        using var folder = new TempFolder();
        var files = new PosixFileStore();
        var table = new TagTable();
        var handles = table.Replace([.. Enumerable.Range(0, Tags).Select(Define)]);
        using var log = SampleLog.Open(files, Path.Combine(folder.Path, "log"), table, new(), TimeProvider.System);
        using var cursor = log.OpenCursor("historian");
        var options = new HistorianOptions { KeepFor = TimeSpan.Zero };
        await FillAsync(HistoryStore.Open(options, Path.Combine(folder.Path, "historian"), files, cursor, table, TimeProvider.System), log, handles);
        using var store = HistoryStore.Open(options, Path.Combine(folder.Path, "historian"), files, cursor, table, TimeProvider.System);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{store.Info.Samples / 1e6:F0} million samples in {store.Info.Files} files, {store.Info.BytesPerSample:F2} bytes a sample"));
        var ids = handles.Select(h => table[h].Id).ToList();
        var figures = new List<Figure>();
        await MeasureAsync(figures, "last of 1,000 tags", 1, () =>
        {
            foreach (var id in ids.Take(1_000))
                store.TryGetLast(id, out _);
            return Task.CompletedTask;
        });
        await MeasureAsync(figures, "raw hour of a tag", 1, async () =>
        {
            await foreach (var _ in store.ReadRawAsync(ids[0], LastDay, LastDay + TimeSpan.FromHours(1), int.MaxValue, default))
            {
                // Only read.
            }
        });
        await MeasureAsync(figures, "chart of a day", 1, async () =>
            await store.ChartAsync(ids[0], LastDay, LastDay + TimeSpan.FromDays(1), 1_000, ChartShape.MinMax, default));
        await MeasureAsync(figures, "chart of 30 days", 5, async () =>
            await store.ChartAsync(ids[0], Start, Start + TimeSpan.FromDays(30), 1_000, ChartShape.MinMax, default));
        await MeasureAsync(figures, "minutes of 100 tags over an hour", 20, () => AverageAsync(store, ids.Take(100), TimeSpan.FromHours(1), 60));
        await MeasureAsync(figures, "hours of 10,000 tags over a day", 1_000, () => AverageAsync(store, ids, TimeSpan.FromDays(1), 24));
        Figure.Print(figures);
    }

    private static async Task FillAsync(HistoryStore store, SampleLog log, IReadOnlyList<TagHandle> handles)
    {
        using var stop = new CancellationTokenSource();
        var running = store.RunAsync(stop.Token);
        var random = new Random(1);
        var level = 5_000;
        LogPosition last = default;
        for (var second = 0; second < 30 * 86_400; second += BatchSize)
        {
            using var batch = SampleBatch.Rent(BatchSize);
            for (var i = 0; i < BatchSize; i++)
                batch.Add(handles[0], Start + TimeSpan.FromSeconds(second + i), Value(ref level, random), Quality.Good);
            last = await log.AppendAsync(batch, default);
        }
        var levels = Enumerable.Repeat(5_000, Tags).ToArray();
        for (var second = 0; second < 86_400; second += StepSeconds)
        {
            for (var from = 0; from < Tags; from += BatchSize)
            {
                using var batch = SampleBatch.Rent(BatchSize);
                for (var i = Math.Max(1, from); i < from + BatchSize; i++)
                    batch.Add(handles[i], LastDay + TimeSpan.FromSeconds(second), Value(ref levels[i], random), Quality.Good);
                last = await log.AppendAsync(batch, default);
            }
        }
        await log.WhenCommittedAsync(last, default);
        while (store.Info.Taken < last)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        await stop.CancelAsync();
        await running;
        store.Compact(null, default);
        store.Dispose();
    }

    private static async Task AverageAsync(HistoryStore store, IEnumerable<TagId> tags, TimeSpan range, int intervals)
    {
        Timestamp[] bounds = [.. Enumerable.Range(0, intervals + 1).Select(i => LastDay + (range / intervals * i))];
        await foreach (var _ in store.AggregateAsync([.. tags], bounds, [Aggregate.TimeAverage], default, default))
        {
            // Only read.
        }
    }

    private static async Task MeasureAsync(List<Figure> figures, string name, double budgetMs, Func<Task> question)
    {
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var start = TimeProvider.System.GetTimestamp();
            await question();
            times.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
        }
        var first = times[0];
        var ordered = times.Skip(1).Order().ToList();
        var (p50, p95) = (ordered[ordered.Count / 2], ordered[(ordered.Count * 95) / 100]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-36} first {first,9:F2} ms, then p50 {p50,9:F3} ms, p95 {p95,9:F3} ms"));
        figures.Add(Figure.Budget(name, p50, budgetMs, "ms"));
    }

    private static TagValue Value(ref int level, Random random)
    {
        level += random.Next(-10, 11);
        return TagValue.Of(level / 100.0);
    }

    private static TagDefinition Define(int number) => new()
    {
        Id = TagId.New(TimeProvider.System),
        Path = TagPath.Parse($"acme/berlin/hall/machine{number / 100}/tag{number}"),
        Kind = TagKind.Float64,
        Connection = $"machine{number / 100}",
        Address = $"holding {number}",
    };
}
