using System.Globalization;
using System.Net;
using System.Text.Json;
using Millwright.Historian;
using Millwright.Model;
using Millwright.Product.Tests.Http;
using Millwright.Security;

namespace Millwright.Product.Tests.Prometheus;

/// <summary>A face whose history a test fills, asked by the API of Prometheus. Its hour begins at <see cref="FakePlant.Start"/>.</summary>
internal sealed class QueryBench : IAsyncDisposable
{
    private QueryBench(FaceBench face) => (Face, Client) = (face, face.Bearer(Role.Viewer));

    public FaceBench Face { get; }

    public HttpClient Client { get; }

    public static async Task<QueryBench> StartAsync(int extraTags = 0) => new(await FaceBench.StartAsync(extraTags));

    /// <summary>Gives a tag samples at seconds after the start.</summary>
    public void Fill(TagHandle tag, params (double Second, double Value)[] samples) =>
        Samples(tag).AddRange(samples.Select(s => new StoredSample(FakePlant.Start + TimeSpan.FromSeconds(s.Second), TagValue.Of(s.Value), Quality.Good)));

    public List<StoredSample> Samples(TagHandle tag)
    {
        var all = Face.Plant.FakeHistory.Samples;
        var id = Face.Plant.Tags[tag].Id;
        if (!all.TryGetValue(id, out var samples))
            all.Add(id, samples = []);
        return samples;
    }

    /// <summary>The answer at a second after the start, as <c>name{label=value} value</c>, one after the other.</summary>
    public async Task<string> AtAsync(double second, string query)
    {
        var data = await DataAsync($"query?time={Seconds(second)}&query={Uri.EscapeDataString(query)}");
        return data.GetProperty("resultType").GetString() == "scalar"
            ? data.GetProperty("result")[1].GetString()!
            : string.Join("; ", data.GetProperty("result").EnumerateArray().Select(r => $"{Show(r.GetProperty("metric"))} {r.GetProperty("value")[1].GetString()}"));
    }

    /// <summary>The answer over a range, as <c>name{label=value} second:value second:value</c>.</summary>
    public async Task<string> OverAsync(double start, double end, double step, string query)
    {
        var data = await DataAsync($"query_range?start={Seconds(start)}&end={Seconds(end)}&step={step.ToString(CultureInfo.InvariantCulture)}&query={Uri.EscapeDataString(query)}");
        return string.Join("; ", data.GetProperty("result").EnumerateArray().Select(r =>
            $"{Show(r.GetProperty("metric"))} {string.Join(' ', r.GetProperty("values").EnumerateArray().Select(v => $"{v[0].GetDouble() - Seconds()}:{v[1].GetString()}"))}"));
    }

    public async Task<JsonElement> DataAsync(string question)
    {
        using var answer = await Client.GetAsync(new Uri($"/prometheus/api/v1/{question}", UriKind.Relative));
        var json = await FaceBench.JsonAsync(answer);
        Assert.True(json.GetProperty("status").GetString() == "success", json.ToString());
        return json.GetProperty("data");
    }

    public async Task<(HttpStatusCode Status, string Type, string Problem)> ErrorAsync(string question)
    {
        using var answer = await Client.GetAsync(new Uri($"/prometheus/api/v1/{question}", UriKind.Relative));
        var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("error", json.GetProperty("status").GetString());
        return (answer.StatusCode, json.GetProperty("errorType").GetString()!, json.GetProperty("error").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Face.DisposeAsync();
    }

    private static double Seconds() => FakePlant.Start.ToUnixMilliseconds() / 1_000;

    private static string Seconds(double second) => (Seconds() + second).ToString(CultureInfo.InvariantCulture);

    private static string Show(JsonElement metric)
    {
        var labels = metric.EnumerateObject().ToDictionary(l => l.Name, l => l.Value.GetString());
        labels.Remove("__name__", out var name);
        return $"{name}{{{string.Join(',', labels.Where(l => l.Key != "area").Select(l => $"{l.Key}={l.Value}"))}}}";
    }
}
