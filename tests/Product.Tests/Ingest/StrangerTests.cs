using System.Diagnostics;
using System.Globalization;
using Millwright.Model;
using Millwright.Product.Tests.RepoRules;
using Millwright.Security;

namespace Millwright.Product.Tests.Ingest;

/// <summary>Programs of others write into a running plant.</summary>
public sealed class StrangerTests
{
    [Fact]
    public async Task The_python_client_of_InfluxDB_writes_and_understands_a_refusal()
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/influxdb"), "needs the client of InfluxDB: apt-get install python3-influxdb");
        await using var bench = await IngestBench.StartAsync();
        var script = RepositoryRoot.Combine("tests", "Product.Tests", "peers", "influxdb_client.py");
        Assert.Equal("done", await RunAsync("/usr/bin/python3", ["-W", "ignore", script, bench.Client.BaseAddress!.Port.ToString(CultureInfo.InvariantCulture), bench.Token("python", Role.Operator), bench.Now.ToString(CultureInfo.InvariantCulture)]));
        Assert.Equal("0 1.5, 1 2.5", await bench.HistoryAsync("my_press/a_b_c/t", 2));
        Assert.Equal("say \"hi\" \\ bye", bench.Current("my_press/a_b_c/say").Value.AsString());
        Assert.Equal(TagValue.Of(1L), bench.Current("my_press/a_b_c/n").Value);
    }

    [Fact]
    public async Task Curl_writes()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "needs curl: apt-get install curl");
        await using var bench = await IngestBench.StartAsync();
        var status = await RunAsync(
            "/usr/bin/curl",
            [
                "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", $"Authorization: Token {bench.Token("curl", Role.Operator)}",
                "--data-binary", "m a=1\nm b=2", $"{bench.Client.BaseAddress}api/v2/write?bucket=plant&org=acme",
            ]);
        Assert.Equal("204", status);
        Assert.Equal((TagValue.Of(1.0), TagValue.Of(2.0)), (bench.Current("m/a").Value, bench.Current("m/b").Value));
    }

    [Fact]
    public async Task Prometheus_writes_what_it_has_scraped_of_itself()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/prometheus"), "needs Prometheus: apt-get install prometheus");
        await using var bench = await IngestBench.StartAsync("asset: \"{job}/{rest}\"", "remote-write");
        await using var prometheus = await PrometheusPeer.StartAsync(
            $"""
            global: {"{"} scrape_interval: 1s {"}"}
            scrape_configs:
              - job_name: self
                static_configs: [{"{"} targets: [LISTEN] {"}"}]
            remote_write:
              - url: {bench.Client.BaseAddress}api/v1/write
                authorization: {"{"} credentials: {bench.Token("prometheus", Role.Operator)} {"}"}
                queue_config: {"{"} batch_send_deadline: 200ms {"}"}
            """);
        var path = $"acme/berlin/self/{prometheus.Address.Replace(':', '_')}/up";
        await IngestBench.UntilAsync(() => bench.Runtime.Tags.TryFind(TagPath.Parse(path), out var tag) && bench.Runtime.Flow.Current.TryGet(tag, out var up) && up.Value == TagValue.Of(1.0));
        Assert.Equal($"up,instance={prometheus.Address},job=self value", bench.Definition($"self/{prometheus.Address.Replace(':', '_')}/up").Address);
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return output.Trim();
    }
}
