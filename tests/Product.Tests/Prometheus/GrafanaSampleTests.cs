using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Millwright.Product.Tests.Ingest;
using Millwright.Product.Tests.RepoRules;

namespace Millwright.Product.Tests.Prometheus;

/// <summary>The dashboard of samples/grafana before a running plant that has the demo plant's tags.</summary>
public sealed class GrafanaSampleTests
{
    private const int Minutes = 130;

    // Paths of the demo plant, and what changes there.
    private static readonly (string Asset, string[] Fields)[] Machines =
    [
        ("area=press-shop,line=line1,machine=press3", ["oil_temperature", "melt_temperature", "shots", "rejects", "state"]),
        ("area=utilities,line=cooling,machine=pump1", ["bearing_temperature", "vibration", "state"]),
        ("area=energy,line=feeders,machine=press-shop", ["active_power"]),
    ];

    [Fact]
    public async Task Every_query_of_the_dashboard_is_answered_with_data()
    {
        using var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(RepositoryRoot.Combine("samples", "grafana", "dashboards", "demo-plant.json")));
        await using var bench = await IngestBench.StartAsync("asset: \"{area}/{line}/{machine}\"");
        await FillAsync(bench);
        var asked = 0;
        foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
        {
            foreach (var target in panel.GetProperty("targets").EnumerateArray())
            {
                var query = target.GetProperty("expr").GetString()!
                    .Replace("$__rate_interval", "2m", StringComparison.Ordinal).Replace("$__interval", "1m", StringComparison.Ordinal)
                    .Replace("$machine", "press3|pump1", StringComparison.Ordinal);
                Assert.DoesNotContain('$', query);
                var result = await AskAsync(bench, query, target.GetProperty("instant").GetBoolean());
                Assert.True(result.GetProperty("data").GetProperty("result").GetArrayLength() > 0, $"{panel.GetProperty("title")}: {query} has no data: {result}");
                asked++;
            }
        }
        Assert.InRange(asked, 10, 100);
        var variable = Assert.Single(dashboard.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray());
        Assert.Equal("label_values(state, machine)", variable.GetProperty("query").GetProperty("query").GetString());
        Assert.Equal("{\"status\":\"success\",\"data\":[\"press3\",\"pump1\"]}", await bench.Client.GetStringAsync(new Uri("/prometheus/api/v1/label/machine/values?match[]=state", UriKind.Relative)));
    }

    [Fact]
    public async Task The_data_source_is_where_the_node_answers()
    {
        var source = await File.ReadAllTextAsync(RepositoryRoot.Combine("samples", "grafana", "provisioning", "datasources", "millwright.yaml"));
        Assert.Contains("type: prometheus", source, StringComparison.Ordinal);
        Assert.Contains("url: http://127.0.0.1:8080/prometheus\n", source, StringComparison.Ordinal);
        await using var bench = await IngestBench.StartAsync();
        // As "Save & test" does.
        using var answer = await bench.Client.PostAsync(new Uri("/prometheus/api/v1/query", UriKind.Relative), new FormUrlEncodedContent([new("query", "1+1"), new("time", "4")]));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task FillAsync(IngestBench bench)
    {
        var lines = new StringBuilder();
        for (var minute = 0; minute < Minutes; minute++)
        {
            foreach (var (asset, fields) in Machines)
            {
                var values = fields.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f}={(f == "state" ? 2 : f is "shots" or "rejects" ? minute * (f == "shots" ? 5 : 1) : 20 + (minute % 7))}"));
                lines.Append(CultureInfo.InvariantCulture, $"m,{asset} {string.Join(',', values)} {bench.Now - ((Minutes - minute) * 60) + 30}\n");
            }
        }
        Assert.Equal((HttpStatusCode.NoContent, ""), await bench.WriteAsync(lines.ToString()));
        await bench.HistoryAsync("energy/feeders/press-shop/active_power", Minutes);
    }

    private static async Task<JsonElement> AskAsync(IngestBench bench, string query, bool isInstant)
    {
        using var form = new FormUrlEncodedContent(isInstant
            ? [new("query", query), new("time", $"{bench.Now}")]
            : [new("query", query), new("start", $"{bench.Now - 3_600}"), new("end", $"{bench.Now}"), new("step", "60")]);
        using var answer = await bench.Client.PostAsync(new Uri($"/prometheus/api/v1/{(isInstant ? "query" : "query_range")}", UriKind.Relative), form);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{query}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
