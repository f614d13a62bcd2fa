using System.Globalization;
using System.Text.Json.Nodes;
using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.Historian;

/// <summary>VictoriaMetrics, single node.</summary>
internal sealed class VictoriaMetrics : Peer
{
    // The plant's hour, 2026-03-09T10:00:00Z, with room around it.
    private const long End = 1_773_057_600;

    public override string Name => "VictoriaMetrics";

    protected override string WritePath => "write?precision=ms";

    protected override Child Launch() => Child.StartSilent(
        "victoria-metrics",
        [$"-storageDataPath={Path.Combine(Folder, "data")}", $"-httpListenAddr=127.0.0.1:{Port}", "-retentionPeriod=100y", "-loggerLevel=ERROR"],
        Folder);

    protected override async Task PrepareAsync() => (await Http.GetAsync("health")).EnsureSuccessStatusCode();

    protected override async Task SettleAsync()
    {
        (await Http.GetAsync("internal/force_flush")).EnsureSuccessStatusCode();
        (await Http.GetAsync("internal/force_merge")).EnsureSuccessStatusCode();
    }

    protected override async Task<long> CountAsync()
    {
        var query = Uri.EscapeDataString("sum(count_over_time({__name__=~\"press_.*\"}[1d]))");
        var answer = JsonNode.Parse(await Http.GetStringAsync(string.Create(
            CultureInfo.InvariantCulture, $"api/v1/query?query={query}&time={End}&nocache=1")))!;
        return answer["data"]!["result"]!.AsArray() is [var one, ..] ? Number(one!["value"]![1]!.GetValue<string>()) : 0;
    }
}
