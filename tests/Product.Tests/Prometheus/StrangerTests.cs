using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Millwright.Product.Tests.Ingest;
using Millwright.Security;

namespace Millwright.Product.Tests.Prometheus;

/// <summary>Debian's Prometheus with the same samples answers the same questions, and its own tool asks ours.</summary>
public sealed class StrangerTests
{
    // No sample lies at the end of a range: Prometheus 2 closes both ends of one.
    private const int Samples = 60;
    private const int StepSeconds = 10;

    private static readonly string[] Queries =
    [
        "temperature", "temperature offset 1m", "temperature{machine=~\"a|b\"}", "{__name__=~\"temp.*|parts_total\",machine!=\"a\"}",
        "avg_over_time(temperature[2m])", "min_over_time(temperature[45s])", "max_over_time(temperature[5m])", "sum_over_time(temperature[1m])",
        "count_over_time(temperature[1m])", "last_over_time(temperature[1m])", "stddev_over_time(temperature[3m])", "stdvar_over_time(temperature[3m])",
        "present_over_time(temperature[30s])", "rate(parts_total[1m])", "increase(parts_total[5m] offset 1m)", "irate(parts_total[1m])", "delta(temperature[2m])",
        "idelta(temperature[1m])", "changes(parts_total[2m])", "resets(parts_total[5m])",
        "sum(temperature)", "avg by (line) (temperature)", "count without (machine) (temperature)", "max by (line) (temperature) - min by (line) (temperature)",
        "stddev(temperature)", "stdvar by (line) (temperature)", "topk(1, temperature)", "bottomk by (line) (1, temperature)", "group(temperature)",
        "temperature > 21", "temperature > bool 21", "21 < temperature", "temperature * 2 + 1", "-temperature ^ 2", "temperature % 7", "1 / temperature",
        "temperature / parts_total", "temperature / on (machine) parts_total", "temperature / ignoring (line) parts_total", "rate(parts_total[1m]) * 60 > 3",
        "temperature and parts_total > 100", "temperature unless parts_total > 100", "temperature > 22 or parts_total", "vector(3) + 1",
        "round(temperature, 0.5)", "floor(temperature)", "ceil(-temperature)", "abs(temperature - 21)", "clamp(temperature, 20, 21)", "clamp_min(temperature, 21)",
        "clamp_max(temperature, 21)", "sqrt(temperature)", "exp(temperature / 10)", "ln(temperature)", "log2(temperature)", "log10(temperature)", "sgn(temperature - 21)",
        "absent(nothing{machine=\"a\"})", "absent(temperature)", "scalar(temperature{machine=\"a\"})", "scalar(temperature)", "time()", "2 ^ 3 ^ 2 / -4 + 1e3",
    ];

    [Fact]
    public async Task Prometheus_with_the_same_samples_has_the_same_answers()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/prometheus"), "needs Prometheus: apt-get install prometheus");
        await using var bench = await IngestBench.StartAsync("max_tags: 1000", "remote-write");
        await using var prometheus = await PrometheusPeer.StartAsync("global: {}\n");
        using var other = new HttpClient { BaseAddress = prometheus.Url };
        var packed = Fill(bench).Packed;
        await WriteAsync(bench.Client, packed);
        await WriteAsync(other, packed);
        await bench.HistoryAsync("front/a/temperature", Samples);
        await bench.HistoryAsync("front/a/parts_total", Samples);
        var differences = new List<string>();
        foreach (var query in Queries)
        {
            foreach (var question in new[] { $"query_range?start={bench.Now - 500}&end={bench.Now - 20}&step=40", $"query?time={bench.Now - 120}" })
            {
                var ask = $"api/v1/{question}&query={Uri.EscapeDataString(query)}";
                var (ours, theirs) = (await AskAsync(bench.Client, "prometheus/" + ask), await AskAsync(other, ask));
                if (!AreNear(ours, theirs))
                    differences.Add($"{query} ({question}):\n  ours   {Show(ours)}\n  theirs {Show(theirs)}");
            }
        }
        Assert.True(differences.Count == 0, string.Join('\n', differences));
        foreach (var question in new[] { "labels", "label/machine/values", "label/__name__/values?match[]={line=\"front\"}", "series?match[]=temperature" })
        {
            Assert.Equal(
                await other.GetStringAsync(new Uri("api/v1/" + question, UriKind.Relative)),
                await bench.Client.GetStringAsync(new Uri("/prometheus/api/v1/" + question, UriKind.Relative)));
        }
    }

    [Fact]
    public async Task Promtool_asks_us()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/promtool"), "needs promtool: apt-get install prometheus");
        await using var bench = await IngestBench.StartAsync("max_tags: 1000", "remote-write");
        await WriteAsync(bench.Client, Fill(bench).Packed);
        await bench.HistoryAsync("front/a/temperature", Samples);
        var server = $"http://any:{Uri.EscapeDataString(bench.Token("promtool", Role.Viewer))}@127.0.0.1:{bench.Client.BaseAddress!.Port}/prometheus";
        var time = (bench.Now - 120).ToString(CultureInfo.InvariantCulture);
        Assert.StartsWith("{} => ", await PromtoolAsync("query", "instant", $"--time={time}", server, "sum(temperature)"), StringComparison.Ordinal);
        Assert.Contains("temperature{line=\"front\", machine=\"a\"} =>", await PromtoolAsync("query", "range", $"--start={bench.Now - 300}", $"--end={time}", "--step=1m", server, "temperature"), StringComparison.Ordinal);
        Assert.Contains("temperature", await PromtoolAsync("query", "series", "--match=temperature", $"--start={bench.Now - 300}", $"--end={time}", server), StringComparison.Ordinal);
        Assert.Equal("a\nb\nc", await PromtoolAsync("query", "labels", $"--start={bench.Now - 300}", $"--end={time}", server, "machine"));
    }

    /// <summary>Ten minutes of three machines in two lines: a temperature, and a counter that begins anew; one series ends with a stale marker.</summary>
    private static WriteRequests Fill(IngestBench bench)
    {
        var request = new WriteRequests();
        var random = new Random(7);
        foreach (var (machine, line) in new[] { ("a", "front"), ("b", "front"), ("c", "rear") })
        {
            var (temperatures, parts) = (new List<(long, double)>(), new List<(long, double)>());
            var made = 90.0;
            for (var i = 0; i < Samples; i++)
            {
                var time = ((bench.Now - (Samples * StepSeconds) + (i * StepSeconds)) * 1_000) + 3_217;
                temperatures.Add((time, Math.Round(18 + (random.NextDouble() * 6), 2)));
                made = machine == "b" && i == 40 ? 0 : made + random.Next(4);
                parts.Add((time, made));
            }
            request.Add($"temperature line={line} machine={machine}", [.. temperatures]);
            request.Add($"parts_total line={line} machine={machine}", [.. machine == "c" ? parts.Take(30) : parts]);
        }
        return request.AddBits("parts_total line=rear machine=c", ((bench.Now - (30 * StepSeconds)) * 1_000) + 3_217, WriteRequests.Stale);
    }

    private static async Task WriteAsync(HttpClient client, byte[] packed)
    {
        using var content = new ByteArrayContent(packed);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        using var answer = await client.PostAsync(new Uri("/api/v1/write", UriKind.Relative), content);
        Assert.True(answer.StatusCode == HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Each series by its labels, with the numbers by their times.</summary>
    private static async Task<SortedDictionary<string, List<(double Time, double Value)>>> AskAsync(HttpClient client, string question)
    {
        using var answer = await client.GetAsync(new Uri("/" + question, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{question}: {text}");
        var data = JsonDocument.Parse(text).RootElement.GetProperty("data");
        var series = new SortedDictionary<string, List<(double, double)>>(StringComparer.Ordinal);
        if (data.GetProperty("resultType").GetString() == "scalar")
        {
            series.Add("", [Point(data.GetProperty("result"))]);
            return series;
        }
        foreach (var row in data.GetProperty("result").EnumerateArray())
        {
            var labels = string.Join(',', row.GetProperty("metric").EnumerateObject().OrderBy(l => l.Name, StringComparer.Ordinal).Select(l => $"{l.Name}={l.Value}"));
            series.Add(labels, row.TryGetProperty("value", out var value) ? [Point(value)] : [.. row.GetProperty("values").EnumerateArray().Select(Point)]);
        }
        return series;
    }

    private static (double Time, double Value) Point(JsonElement point) => (point[0].GetDouble(), point[1].GetString() switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        var text => double.Parse(text!, CultureInfo.InvariantCulture),
    });

    private static bool AreNear(SortedDictionary<string, List<(double Time, double Value)>> ours, SortedDictionary<string, List<(double Time, double Value)>> theirs) =>
        ours.Count == theirs.Count && ours.Zip(theirs).All(p => p.First.Key == p.Second.Key && p.First.Value.Count == p.Second.Value.Count
            && p.First.Value.Zip(p.Second.Value).All(v => v.First.Time == v.Second.Time && IsNear(v.First.Value, v.Second.Value)));

    private static bool IsNear(double ours, double theirs) =>
        ours.Equals(theirs) || Math.Abs(ours - theirs) <= 1e-9 * Math.Max(1, Math.Abs(theirs));

    private static string Show(SortedDictionary<string, List<(double Time, double Value)>> series) =>
        string.Join("; ", series.Select(s => $"{{{s.Key}}} {string.Join(' ', s.Value.Select(v => FormattableString.Invariant($"{v.Time}:{v.Value}")))}"));

    private static async Task<string> PromtoolAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/promtool", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return output.Trim();
    }
}
