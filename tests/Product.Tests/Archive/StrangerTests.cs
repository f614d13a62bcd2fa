using System.Diagnostics;
using Millwright.Historian.Parquet;
using Millwright.Model;
using Millwright.Product.Tests.RepoRules;
using Millwright.Product.Tests.Sql;

namespace Millwright.Product.Tests.Archive;

/// <summary>hyparquet, a reader of Parquet that shares nothing with what writes it.</summary>
public sealed class StrangerTests
{
    [Fact]
    public async Task A_foreign_reader_finds_what_was_stored()
    {
        var library = SqlBench.LibraryOrSkip();
        var peers = RepositoryRoot.Combine("tests", "Product.Tests", "peers");
        Assert.SkipUnless(Directory.Exists(Path.Combine(peers, "node_modules", "hyparquet")), "needs hyparquet: npm ci in tests/Product.Tests/peers");
        using var bench = new SqlBench(new() { Library = library });
        bench.Add("a/word", SqlBench.At(0), TagValue.Of("grün"));
        var folder = Directory.CreateTempSubdirectory("millwright-stranger-");
        var path = Path.Combine(folder.FullName, "samples.parquet");
        await new HistoryFiles(bench.Engine).WriteAsync(path, HistoryFormat.Parquet, SqlBench.At(0), SqlBench.At(3_600), [], default);
        var lines = await ReadAsync(peers, path);
        folder.Delete(recursive: true);
        Assert.Equal("tag:BYTE_ARRAY time:TIMESTAMP/MICROS nanos:INT64 value:DOUBLE text:BYTE_ARRAY kind:BYTE_ARRAY quality:BYTE_ARRAY status:INT64", lines[0]);
        Assert.Equal(1_801, lines.Length - 1);
        Assert.Equal("""{"tag":"a/word","time":"2026-03-09T10:00:00.000Z","nanos":0,"value":null,"text":"grün","kind":"string","quality":"Good","status":0}""", lines[1]);
        Assert.Equal("""{"tag":"press/oil","time":"2026-03-09T10:00:07.000Z","nanos":0,"value":47,"text":null,"kind":"int32","quality":"Good","status":0}""", lines[9]);
        Assert.Equal("""{"tag":"pump/flow","time":"2026-03-09T10:00:07.000Z","nanos":0,"value":null,"text":null,"kind":"none","quality":"BadNoCommunication","status":2150694912}""", lines[1_209]);
    }

    private static async Task<string[]> ReadAsync(string peers, string path)
    {
        using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(peers, "read_parquet.mjs"), path]) { RedirectStandardOutput = true })!;
        var text = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.Equal(0, node.ExitCode);
        return text.TrimEnd('\n').Split('\n');
    }
}
