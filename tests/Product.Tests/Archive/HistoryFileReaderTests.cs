using Millwright.Historian.Parquet;
using Millwright.Historian.Sql.Native;
using Millwright.Product.Tests.Sql;

namespace Millwright.Product.Tests.Archive;

public sealed class HistoryFileReaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("millwright-reader-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Columns_are_found_by_their_usual_names() => Assert.Equal(
        ["2 oil 2026-03-09T10:00:00.1234567Z 21.5 Good", "3 oil 2026-03-09T09:00:01.0000000Z  BadNoCommunication", "4 state 2026-03-09T10:00:02.0000000Z run Uncertain"],
        Read("Timestamp,Name,Value,Quality\n2026-03-09T10:00:00.1234567Z,oil,21.5,\n2026-03-09 10:00:01+01:00,oil,,BadNoCommunication\n2026-03-09T10:00:02,state,run,uncertain\n"));

    [Fact]
    public void Columns_and_units_are_as_they_are_said_to_be() => Assert.Equal(
        ["2 T1 2023-11-14T22:13:20.1250000Z 1 Good", "3 T1 2023-11-14T22:13:21.0000000Z 2 Uncertain", "4 T1 2023-11-14T22:13:22.0000000Z 3 Bad"],
        Read(
            "Zeit;Messstelle;Wert;Status\n1700000000.125;T1;1;192\n1700000001;T1;2;64\n1700000002;T1;3;8\n",
            new() { Time = "zeit", Tag = "Messstelle", Value = "Wert", Quality = "Status", TimeUnit = FileTimeUnit.Seconds, QualityCodes = FileQualityCodes.OpcDa }));

    [Fact]
    public void In_a_wide_file_each_column_is_a_tag_and_an_empty_cell_no_sample() => Assert.Equal(
        ["2 a/x 2026-03-09T10:00:00.0000000Z 1 Good", "2 b/y 2026-03-09T10:00:00.0000000Z two Good", "4 b/y 2026-03-09T10:00:02.0000000Z 3 Good"],
        Read("time,a/x,b/y\n2026-03-09T10:00:00Z,1,two\n2026-03-09T10:00:01Z,,\n2026-03-09T10:00:02Z,,3\n", new() { IsWide = true }));

    [Theory]
    [InlineData("time,tag,value\n1700000000,a,1\n", "2 refused: its time is the number 1700000000; say what it counts with --time-unit")]
    [InlineData("time,tag,value\nyesterday,a,1\n", "2 refused: 'yesterday' is no time")]
    [InlineData("time,tag,value\n,a,1\n", "2 refused: it has no time")]
    [InlineData("time,tag,value\n2026-03-09T10:00:00Z,,1\n", "2 refused: it names no tag")]
    [InlineData("time,tag,value\n2026-03-09T10:00:00Z,a,\n", "2 refused: it has no value")]
    [InlineData("time,tag,value,quality\n2026-03-09T10:00:00Z,a,1,fine\n", "2 refused: 'fine' is no quality")]
    [InlineData("time,tag,value\n2026-03-09T10:00:00Z,a\n", "2 refused: it has 2 cells")]
    [InlineData("tag,time,nanos,value,text,kind,status\na,2026-03-09T10:00:00Z,1000,1,,int16,0\n", "2 refused: nanos is '1000'")]
    [InlineData("tag,time,nanos,value,text,kind,status\na,2026-03-09T10:00:00Z,0,1.5,,int16,0\n", "2 refused: value '1.5' and text '' are no int16")]
    [InlineData("tag,time,nanos,value,text,kind,status\na,2026-03-09T10:00:00Z,0,1,,int16,good?\n", "2 refused: status is 'good?'")]
    public void What_is_wrong_with_a_record_is_said_with_its_line(string csv, string expected) => Assert.StartsWith(expected, Assert.Single(Read(csv)), StringComparison.Ordinal);

    [Theory]
    [InlineData("when,tag,value\n", null, "no column is known to be the time; name it with --time; there are when, tag, value")]
    [InlineData("time,value\n", null, "no column is known to be the tag; name it with --tag (or --wide where every column is a tag); there are time, value")]
    [InlineData("time,tag,value\n", "Zeit", "there is no column 'Zeit'; name it with --time; there are time, tag, value")]
    public void A_file_without_its_columns_is_refused(string csv, string? time, string expected) =>
        Assert.Equal(expected, Assert.Throws<HistoryFileException>(() => Read(csv, new() { Time = time })).Message);

    [Theory]
    [InlineData("TIMESTAMP '2026-03-09 10:00:00.123456'", "2026-03-09T10:00:00.1234560Z")]
    [InlineData("TIMESTAMPTZ '2026-03-09 10:00:00+01'", "2026-03-09T09:00:00.0000000Z")]
    [InlineData("'2026-03-09 10:00:00.123456789'::TIMESTAMP_NS", "2026-03-09T10:00:00.1234567Z")]
    [InlineData("'2026-03-09 10:00:00'::TIMESTAMP_S", "2026-03-09T10:00:00.0000000Z")]
    [InlineData("'2026-03-09 10:00:00.5'::TIMESTAMP_MS", "2026-03-09T10:00:00.5000000Z")]
    [InlineData("DATE '2026-03-09'", "2026-03-09T00:00:00.0000000Z")]
    [InlineData("'2026-03-09T10:00:00.1234567Z'", "2026-03-09T10:00:00.1234567Z")]
    public void Parquet_of_another_program_is_read_in_whatever_form_its_times_are(string time, string expected)
    {
        var path = Foreign($"SELECT {time} AS ts, 'oil' AS tag, 1.5 AS value");
        Assert.Equal([$"1 oil {expected} 1.5 Good"], Read(path, HistoryFormat.Parquet, new()));
    }

    [Fact]
    public void Parquet_has_values_of_many_types_and_cells_that_are_null()
    {
        var path = Foreign(
            "SELECT * FROM (VALUES (1::BIGINT, 1.25::DECIMAL(9, 2), true, 7::TINYINT, NULL::DOUBLE, 'run', [1, 2]), (2, NULL, NULL, NULL, 'nan'::DOUBLE, NULL, NULL)) t(t, d, b, i, f, s, l)");
        Assert.Equal(
            [
                "1 d 1970-01-01T00:00:01.0000000Z 1.25 Good", "1 b 1970-01-01T00:00:01.0000000Z true Good", "1 i 1970-01-01T00:00:01.0000000Z 7 Good", "1 s 1970-01-01T00:00:01.0000000Z run Good",
                "1 l 1970-01-01T00:00:01.0000000Z [1, 2] Good", "2 f 1970-01-01T00:00:02.0000000Z NaN Good",
            ],
            Read(path, HistoryFormat.Parquet, new() { Time = "t", TimeUnit = FileTimeUnit.Seconds, IsWide = true }));
    }

    [Fact]
    public void What_is_no_Parquet_is_said()
    {
        var path = Path.Combine(_folder.FullName, "text.parquet");
        File.WriteAllText(path, "time,tag,value\n");
        var error = Assert.Throws<HistoryFileException>(() => Read(path, HistoryFormat.Parquet, new()));
        Assert.Contains("is no Parquet that can be read", error.Message, StringComparison.Ordinal);
    }

    private string[] Read(string csv, FileMapping? mapping = null)
    {
        var path = Path.Combine(_folder.FullName, "samples.csv");
        File.WriteAllText(path, csv);
        using var reader = HistoryFileReader.Open(CsvRecords.Open(path), mapping ?? new());
        return Lines(reader);
    }

    private static string[] Read(string path, HistoryFormat format, FileMapping mapping)
    {
        using var bench = new SqlBench();
        using var reader = HistoryFileReader.Open(bench.Engine, path, format, mapping, default);
        return Lines(reader);
    }

    private static string[] Lines(HistoryFileReader reader)
    {
        var lines = new List<string>();
        while (reader.Next())
        {
            var sample = reader.Current;
            lines.Add(sample.Problem is { } problem ? $"{sample.Row} refused: {problem}" : $"{sample.Row} {sample.Name} {sample.Time} {sample.Value} {sample.Quality}");
        }
        return [.. lines];
    }

    /// <summary>A file that DuckDB wrote on its own.</summary>
    private string Foreign(string select)
    {
        var path = Path.Combine(_folder.FullName, "foreign.parquet");
        using var database = new DuckDatabase(new(SqlBench.LibraryOrSkip()), [("threads", "1")]);
        database.Execute("SET TimeZone = 'UTC'");
        database.Execute($"COPY ({select}) TO '{path}' (FORMAT parquet)");
        return path;
    }
}
