using Millwright.Benchmarks.Figures;

namespace Millwright.Benchmarks.Historian;

/// <summary>What people ask of the history, over HTTP: Millwright beside VictoriaMetrics on the same samples, cold after a start and warm.</summary>
internal static class QueryBenchmark
{
    private const int Rounds = 21;
    private const int Starts = 3;

    // Questions in PromQL are the same for both but for the names of the series: v{line="g0",machine="t1"} here, m_v{g="g0",t="t1"} there.
    private static readonly Question[] Questions =
    [
        Same("last of 1,000 tags", $"query?time={QueryDataset.End}&query=", "SERIES{GROUP=\"g0\"}"),
        Same("raw hour of a tag", $"query?time={QueryDataset.LastDay + 7_200}&query=", "SERIES{GROUP=\"second\"}[1h]"),
        Same("1,000 points of a day", Range(QueryDataset.LastDay, QueryDataset.SecondsInDay, 1_000), "avg_over_time(SERIES{GROUP=\"second\"}[86s])"),
        Same("1,000 points of 30 days", Range(QueryDataset.Start, QueryDataset.Days * QueryDataset.SecondsInDay, 1_000), "avg_over_time(SERIES{GROUP=\"second\"}[2592s])"),
        Same("minutes of 100 tags over an hour", Range(QueryDataset.LastDay + 3_600, 3_600, 60), "avg_over_time(SERIES{GROUP=\"g1\",TAG=~\"t[1-9]?[0-9]\"}[1m])"),
        new("hours of 10,000 tags over a day",
            $"api/v1/history/aggregates?asset=bench&from=2026-03-30T00:00:00Z&to=2026-03-31T00:00:00Z&every=1%20h&aggregate=Average",
            "api/v1/" + Range(QueryDataset.LastDay + 3_600, QueryDataset.SecondsInDay - 3_600, 23) + Uri.EscapeDataString("avg_over_time(m_v[1h])")),
        Same("the same in PromQL", Range(QueryDataset.LastDay + 3_600, QueryDataset.SecondsInDay - 3_600, 23), "avg_over_time(SERIES[1h])"),
    ];

    public static async Task RunAsync()
    {
        await using var ours = new MillwrightStore();
        await using var theirs = new VictoriaStore();
        Console.WriteLine($"{QueryDataset.Samples / 1e6:F1} million samples of {(QueryDataset.Groups * QueryDataset.TagsInGroup) + 1:N0} tags");
        foreach (var store in new QueryStore[] { ours, theirs })
        {
            await store.StartAsync();
            var taken = await store.FillAsync();
            Console.WriteLine($"{store.Name} has them after {taken.TotalSeconds:F0} s");
        }
        var (cold, warm) = (Lists(), Lists());
        for (var start = 0; start < Starts; start++)
        {
            foreach (var store in new QueryStore[] { ours, theirs })
            {
                await store.StopAsync();
                await store.StartAsync();
            }
            await AskAllAsync(ours, theirs, cold);
        }
        for (var round = 0; round < Rounds; round++)
            await AskAllAsync(ours, theirs, warm);
        var figures = new List<Figure>();
        for (var i = 0; i < Questions.Length; i++)
        {
            Add(figures, Questions[i].Name + ", p50", warm[i], 50);
            Add(figures, Questions[i].Name + ", p95", warm[i], 95);
            Add(figures, Questions[i].Name + ", cold", cold[i], 50);
        }
        Figure.Print(figures);
    }

    private static async Task AskAllAsync(QueryStore ours, QueryStore theirs, List<(double, double)>[] times)
    {
        for (var i = 0; i < Questions.Length; i++)
        {
            var mine = await TimeAsync(ours, Questions[i].Ours);
            times[i].Add((mine, await TimeAsync(theirs, Questions[i].Theirs)));
        }
    }

    private static async Task<double> TimeAsync(QueryStore store, string question)
    {
        var start = TimeProvider.System.GetTimestamp();
        var bytes = await store.AskAsync(question);
        var elapsed = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
        const int least = 200;
        return bytes > least ? elapsed : throw new BenchmarkException($"{store.Name} has nothing to say to {question}");
    }

    private static void Add(List<Figure> figures, string name, List<(double Ours, double Theirs)> times, int percent) =>
        figures.Add(new(name, Percentile(times.ConvertAll(t => t.Ours), percent), "VictoriaMetrics", Percentile(times.ConvertAll(t => t.Theirs), percent), "ms", MoreIsBetter: false));

    private static double Percentile(List<double> times, int percent)
    {
        times.Sort();
        return times[Math.Min(times.Count - 1, times.Count * percent / 100)];
    }

    private static List<(double, double)>[] Lists() => [.. Questions.Select(_ => new List<(double, double)>())];

    private static string Range(long start, long seconds, int steps) => $"query_range?start={start}&end={start + seconds}&step={seconds / steps}&query=";

    private static Question Same(string name, string question, string query) => new(
        name,
        "prometheus/api/v1/" + question + Uri.EscapeDataString(Named(query, "v", "line", "machine")),
        "api/v1/" + question + Uri.EscapeDataString(Named(query, "m_v", "g", "t")) + "&nocache=1");

    private static string Named(string query, string series, string group, string tag) =>
        query.Replace("SERIES", series, StringComparison.Ordinal).Replace("GROUP", group, StringComparison.Ordinal).Replace("TAG", tag, StringComparison.Ordinal);

    private sealed record Question(string Name, string Ours, string Theirs);
}
