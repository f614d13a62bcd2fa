using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Millwright.Historian;
using Millwright.Historian.Parquet;
using Millwright.Host.Archives;
using Millwright.Host.Cli;
using Millwright.Model;
using Millwright.Product.Tests.Ingest;
using Millwright.Product.Tests.Sql;

namespace Millwright.Product.Tests.Archive;

public sealed class HistoryImportTests
{
    private const string Foreign = "time,tag,value\n2026-03-09T10:00:00Z,oil,21.5\n2026-03-09T10:00:01Z,count,7\n2026-03-09T10:00:02Z,hot,true\n";

    [Theory]
    [InlineData(HistoryFormat.Parquet)]
    [InlineData(HistoryFormat.Csv)]
    public async Task What_was_exported_is_the_same_bit_by_bit_after_it_was_imported(HistoryFormat format)
    {
        await using var bench = await ImportBench.StartAsync(needsLibrary: true);
        using var other = new SqlBench();
        var random = new Random(7);
        var bits = new byte[8];
        for (var i = 0; i < 5_000; i++)
        {
            random.NextBytes(bits);
            var odd = BitConverter.ToDouble(bits);
            // A NaN of a text is one NaN; a Parquet file keeps what the others carry.
            var value = i % 3 == 0 && (format == HistoryFormat.Parquet || !double.IsNaN(odd)) ? odd : Math.Round(random.NextDouble() * 100, 2);
            other.Add("press/oil", new(SqlBench.At(i + 700).Ticks + i), TagValue.Of(value), i % 50 == 0 ? Quality.UncertainSubNormal : Quality.Good);
        }
        other.Add("press/hot", new(SqlBench.At(1).Ticks + 3), TagValue.Of(true));
        other.Add("press/hot", SqlBench.At(2), TagValue.None, Quality.BadNoCommunication);
        other.Add("new/text", SqlBench.At(1), TagValue.Of("say \"no\",\r\nplease é"));
        other.Add("new/text", SqlBench.At(2), TagValue.Of(""));
        other.Add("new/whole", SqlBench.At(1), TagValue.Of(long.MinValue + 1));
        other.Add("new/small", SqlBench.At(1), TagValue.Of(0.1f));
        var path = Path.Combine(bench.Files.FullName, $"samples.{format.ToString().ToLowerInvariant()}");
        var file = await new HistoryFiles(other.Engine).WriteAsync(path, format, SqlBench.At(0), SqlBench.At(100_000), ["press/oil", "press/hot", "new/*"], default);

        Assert.Equal(0, await bench.ImportAsync(path, "--into", "telegraf"));
        Assert.Contains($"{file.Rows}  0  3", bench.Printed, StringComparison.Ordinal);
        foreach (var tag in new[] { "press/oil", "press/hot", "new/text", "new/whole", "new/small" })
            await SameAsync(bench, other, tag);
        await bench.RestartAsync();
        await SameAsync(bench, other, "press/oil");
        await SameAsync(bench, other, "new/text");
    }

    [Fact]
    public async Task A_foreign_file_goes_into_tags_whose_device_is_away_and_its_values_become_of_their_kind()
    {
        await using var bench = await ImportBench.StartAsync();
        Assert.Equal(0, await bench.ImportAsync(bench.Write("old.csv", Foreign), "--under", "press"));
        Assert.Equal([new StoredSample(ImportTime.Start, TagValue.Of(21.5), Quality.Good)], await bench.HistoryAsync("press/oil", 1));
        // A counter's readings are no deltas to go on from: they are kept as they are.
        Assert.Equal(TagValue.Of((ushort)7).ToDouble(), (await bench.HistoryAsync("press/count", 1))[0].Value.ToDouble());
        Assert.Equal(TagValue.Of(true), (await bench.HistoryAsync("press/hot", 1))[0].Value);
        Assert.False(bench.Runtime.Flow.Current.TryGet(Handle(bench, "press/oil"), out var current) && current.SourceTime < ImportTime.End);
        Assert.Equal(0, await bench.ImportAsync(Path.Combine(bench.Files.FullName, "old.csv"), "--name", "oil=press/oil", "--name", "count=press/count", "--name", "hot=press/hot"));
    }

    [Fact]
    public async Task To_import_again_changes_nothing_and_is_not_done_unless_asked_for()
    {
        await using var bench = await ImportBench.StartAsync();
        var path = bench.Write("old.csv", Foreign);
        Assert.Equal(0, await bench.ImportAsync(path, "--under", "press"));
        _ = bench.Printed;
        Assert.Equal(0, await bench.ImportAsync(path, "--under", "press"));
        Assert.Contains("taken before, at", bench.Printed, StringComparison.Ordinal);
        Assert.Equal(0, await bench.ImportAsync(path, "--under", "press", "--again"));
        Assert.DoesNotContain("taken before", bench.Printed, StringComparison.Ordinal);
        await bench.RestartAsync();
        Assert.Single(await bench.HistoryAsync("press/oil", 1));
        // What supervision says of the tags of a connection that is off is on its way for a moment after a start.
        await IngestBench.UntilAsync(() => bench.Runtime.Flow.Ledger.Snapshot().Connections.Single(c => c.Connection == "press3") is { Lost: 0, Pending: 0, Logged: >= 6 });
    }

    [Fact]
    public async Task What_is_refused_is_listed_with_its_line_and_the_rest_is_taken()
    {
        await using var bench = await ImportBench.StartAsync();
        var path = bench.Write("old.csv", "time,tag,value\n2026-03-09T10:00:00Z,press/oil,hot\n2026-03-09T10:00:01Z,press/none,1\n2999-01-01,press/oil,1\nbroken\n2026-03-09T10:00:02Z,press/oil,2\n");
        Assert.Equal(1, await bench.ImportAsync(path));
        var printed = bench.Printed;
        Assert.Contains($"{path}:2: 'hot' is no float64, which press/oil is", printed, StringComparison.Ordinal);
        Assert.Contains($"{path}:3: the plant has no tag press/none; configure it", printed, StringComparison.Ordinal);
        Assert.Contains($"{path}:4: its time 2999-01-01", printed, StringComparison.Ordinal);
        Assert.Contains($"{path}:5: it has 1 cells", printed, StringComparison.Ordinal);
        Assert.Contains($"{path}  1  4  0", printed, StringComparison.Ordinal);
        Assert.Single(await bench.HistoryAsync("press/oil", 1));
    }

    [Fact]
    public async Task Tags_are_made_up_to_the_connections_limit_and_the_rest_is_refused()
    {
        await using var bench = await ImportBench.StartAsync();
        var lines = Enumerable.Range(0, 45).Select(i => $"2026-03-09T10:00:00Z,new/t{i},{(i % 2 == 0 ? "1.5" : "on")}");
        Assert.Equal(1, await bench.ImportAsync(bench.Write("new.csv", $"time,tag,value\n{string.Join('\n', lines)}\n"), "--into", "telegraf"));
        Assert.Contains("40  5  40", bench.Printed, StringComparison.Ordinal);
        Assert.Equal(TagKind.Float64, bench.Runtime.Tags[Handle(bench, "new/t0")].Kind);
        Assert.Equal(TagValue.Of("on"), (await bench.HistoryAsync("new/t1", 1))[0].Value);
        Assert.Equal(1, await bench.ImportAsync(bench.Write("other.csv", "time,tag,value\n2026-03-09T10:00:00Z,new/x,1\n"), "--into", "press3"));
        Assert.Contains("could not be made", bench.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_with_a_manifest_is_held_to_it()
    {
        await using var bench = await ImportBench.StartAsync();
        var first = bench.Write("a.csv", "time,tag,value\n2026-03-09T10:00:00Z,press/oil,1\n");
        bench.Write("b.csv", "time,tag,value\n2026-03-10T10:00:00Z,press/oil,2\n");
        await new ArchiveManifest("csv", [], [Entry(first, 1)]).WriteAsync(new FolderPlace(bench.Files.FullName), default);
        Assert.Equal(0, await bench.ImportAsync(bench.Files.FullName));
        Assert.Equal(1, await bench.HistoryAsync("press/oil", 1).ContinueWith(t => t.Result.Count, TaskScheduler.Default));
        await new ArchiveManifest("csv", [], [Entry(first, 2)]).WriteAsync(new FolderPlace(bench.Files.FullName), default);
        Assert.Equal(1, await bench.ImportAsync(bench.Files.FullName, "--again"));
        Assert.Contains("has 1 rows, and its manifest says 2", bench.Printed, StringComparison.Ordinal);
        await File.AppendAllTextAsync(first, "2026-03-09T10:00:01Z,press/oil,3\n");
        Assert.Equal(1, await bench.ImportAsync(bench.Files.FullName));
        Assert.Contains("it is damaged", bench.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_or_arrives_otherwise_is_refused_as_a_whole()
    {
        await using var bench = await ImportBench.StartAsync();
        Assert.Equal(1, await bench.ImportAsync(bench.Write("old.csv", "when,tag,value\n")));
        Assert.Contains("there are when, tag, value", bench.Printed, StringComparison.Ordinal);
        Assert.Equal(1, await bench.ImportAsync(Path.Combine(bench.Files.FullName, "none.csv")));
        Assert.Contains("there is no such file or folder", bench.Printed, StringComparison.Ordinal);
        var instance = InstanceFile.Find(Path.GetDirectoryName(bench.Data)!);
        using var http = new HttpClient { BaseAddress = new(instance.Address) };
        using var nobody = await http.PostAsync(new Uri("/api/v1/history/files?format=csv", UriKind.Relative), new StringContent(Foreign));
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", instance.Token);
        http.DefaultRequestHeaders.Add("X-Millwright-Sha256", Convert.ToHexStringLower(SHA256.HashData("other"u8)));
        using var damaged = await http.PostAsync(new Uri("/api/v1/history/files?format=csv&under=press", UriKind.Relative), new StringContent(Foreign, Encoding.UTF8));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, damaged.StatusCode);
        using var odd = await http.PostAsync(new Uri("/api/v1/history/files?format=csv&unit=weeks", UriKind.Relative), new StringContent(Foreign, Encoding.UTF8));
        Assert.Equal(HttpStatusCode.BadRequest, odd.StatusCode);
        Assert.Contains(bench.Runtime.Audit.Read(100, null), r => r.Entry.Action == "history-import-begin");
    }

    private static ArchiveFile Entry(string path, long rows)
    {
        var bytes = File.ReadAllBytes(path);
        return new(Path.GetFileName(path), "", "", rows, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), "");
    }

    private static TagHandle Handle(ImportBench bench, string path)
    {
        Assert.True(bench.Runtime.Tags.TryFind(TagPath.Parse($"acme/berlin/{path}"), out var handle), string.Create(CultureInfo.InvariantCulture, $"{path} is no tag"));
        return handle;
    }

    private static async Task SameAsync(ImportBench bench, SqlBench other, string tag)
    {
        var expected = new List<StoredSample>();
        await foreach (var sample in other.Store.ReadRawAsync(other.Tags[tag].Id, SqlBench.At(0), SqlBench.At(100_000), int.MaxValue, default))
            expected.Add(sample);
        // The first ten minutes of the bench carry whole numbers of another kind; two days in all.
        Assert.Equal(expected, (await bench.HistoryAsync(tag, expected.Count(s => s.SourceTime < ImportTime.End))).Where(s => s.SourceTime < SqlBench.At(100_000)));
    }
}
