using System.Text.Json.Nodes;
using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.Historian;

/// <summary>InfluxDB 1.x with its defaults, on loopback.</summary>
internal sealed class InfluxDb : Peer
{
    public override string Name => "InfluxDB";

    protected override string WritePath => "write?db=bench&precision=ms";

    protected override Child Launch()
    {
        var configuration = Path.Combine(Folder, "influxdb.conf");
        File.WriteAllText(
            configuration,
            $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{Ports.Free()}"
            [meta]
              dir = "{Folder}/meta"
            [data]
              dir = "{Folder}/data"
              wal-dir = "{Folder}/wal"
              query-log-enabled = false
            [http]
              bind-address = "127.0.0.1:{Port}"
              log-enabled = false
            [monitor]
              store-enabled = false
            """);
        return Child.StartSilent("influxd", ["-config", configuration], Folder);
    }

    protected override async Task PrepareAsync() =>
        (await Http.PostAsync("query?q=CREATE+DATABASE+bench", null)).EnsureSuccessStatusCode();

    // It has no command for it: the write-ahead log is fsynced with every request, files follow when memory is full.
    protected override Task SettleAsync() => Task.CompletedTask;

    protected override async Task<long> CountAsync()
    {
        var answer = JsonNode.Parse(await Http.GetStringAsync("query?db=bench&q=" + Uri.EscapeDataString("select count(*) from press")))!;
        return answer["results"]![0]!["series"]![0]!["values"]![0]!.AsArray().Skip(1).Sum(v => v!.GetValue<long>());
    }
}
