using System.Security.Cryptography;
using Millwright.Historian.Parquet;
using Millwright.Historian.Sql;
using Millwright.Historian.Sql.Native;
using Millwright.Model;
using Millwright.Product.Tests.Sql;

namespace Millwright.Product.Tests.Archive;

public sealed class HistoryFilesTests : IDisposable
{
    private readonly SqlBench _bench = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("millwright-files-");

    public void Dispose()
    {
        _bench.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(HistoryFormat.Parquet)]
    [InlineData(HistoryFormat.Csv)]
    public async Task A_file_has_the_period_sorted_by_tag_and_time(HistoryFormat format)
    {
        var path = Path.Combine(_folder.FullName, "samples");
        var file = await new HistoryFiles(_bench.Engine).WriteAsync(path, format, SqlBench.At(60), SqlBench.At(120), [], default);
        Assert.Equal(180, file.Rows);
        Assert.Equal(new FileInfo(path).Length, file.Bytes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path))), file.Sha256);
        Assert.All(_bench.Store.Readings, r => Assert.Equal((SqlBench.At(60), SqlBench.At(120.000001)), (r.From, r.To)));
        Assert.Equal("press/oil 2026-03-09 10:01:00+00,press/state 2026-03-09 10:01:00+00,pump/flow 2026-03-09 10:01:00+00", Ask(path, format, "SELECT string_agg(tag || ' ' || t, ',') FROM (SELECT tag, min(time)::VARCHAR AS t FROM {0} GROUP BY tag ORDER BY tag)"));
        Assert.Equal("true", Ask(path, format, "SELECT (list(tag || time::VARCHAR) = list_sort(list(tag || time::VARCHAR)))::VARCHAR FROM {0}"));
    }

    [Theory]
    [InlineData("press/oil", 600)]
    [InlineData("press/*", 1_200)]
    [InlineData("press/*,pump/flow", 1_800)]
    [InlineData("it's", 0)]
    public async Task Tags_are_chosen_by_path_or_its_beginning(string tags, long rows)
    {
        var file = await new HistoryFiles(_bench.Engine).WriteAsync(
            Path.Combine(_folder.FullName, "samples"), HistoryFormat.Parquet, SqlBench.At(0), SqlBench.At(3_600), tags.Split(','), default);
        Assert.Equal(rows, file.Rows);
    }

    [Theory]
    [InlineData(HistoryFormat.Parquet)]
    [InlineData(HistoryFormat.Csv)]
    public async Task Odd_values_are_written_so_that_they_can_be_read_back(HistoryFormat format)
    {
        _bench.Add("odd/number", SqlBench.At(0), TagValue.Of(double.NaN));
        _bench.Add("odd/number", SqlBench.At(1), TagValue.Of(double.NegativeInfinity));
        _bench.Add("odd/number", SqlBench.At(2), TagValue.Of(0.1 + 0.2));
        _bench.Add("odd/text", SqlBench.At(0), TagValue.Of("say \"no\",\r\nplease é"));
        _bench.Add("odd/whole", SqlBench.At(0), TagValue.Of(ulong.MaxValue));
        _bench.Add("odd/fine", new(SqlBench.At(0).Ticks + 3), TagValue.Of(true));
        var path = Path.Combine(_folder.FullName, "samples");
        await new HistoryFiles(_bench.Engine).WriteAsync(path, format, SqlBench.At(0), SqlBench.At(10), ["odd/*"], default);
        Assert.Equal(
            "1 bool 300|-nan float64 0|-inf float64 0|0.30000000000000004 float64 0|say \"no\",\r\nplease é string 0|18446744073709551615 uint64 0",
            Ask(path, format, "SELECT string_agg(CASE WHEN text IS NULL OR text = '' THEN CASE WHEN kind = 'bool' THEN value::DOUBLE::INTEGER::VARCHAR ELSE value::VARCHAR END ELSE text END || ' ' || kind || ' ' || nanos, '|') FROM {0}"));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_said()
    {
        var error = await Assert.ThrowsAsync<SqlException>(() => new HistoryFiles(_bench.Engine).WriteAsync(
            Path.Combine(_folder.FullName, "none", "samples"), HistoryFormat.Parquet, SqlBench.At(0), SqlBench.At(1), [], default));
        Assert.Contains("cannot be written", error.Problem, StringComparison.Ordinal);
    }

    /// <summary>What another DuckDB reads in a file.</summary>
    private static string Ask(string path, HistoryFormat format, string sql)
    {
        using var database = new DuckDatabase(new(SqlBench.LibraryOrSkip()), [("threads", "1")]);
        database.Execute("SET TimeZone = 'UTC'");
        var source = format == HistoryFormat.Parquet ? $"read_parquet('{path}')" : $"read_csv('{path}', header = true, all_varchar = true)";
        if (format == HistoryFormat.Csv)
            source = $"(SELECT * REPLACE (time::TIMESTAMPTZ AS time) FROM {source})";
        return database.ReadText(sql.Replace("{0}", source, StringComparison.Ordinal), 0);
    }
}
