using Millwright.Historian.Parquet;

namespace Millwright.Product.Tests.Archive;

public sealed class CsvRecordsTests
{
    [Theory]
    [InlineData("a,b\n1,2\n3,4\n", "2: 1|2", "3: 3|4")]
    [InlineData("a;b\r\n1,5;2\r\n", "2: 1,5|2")]
    [InlineData("a\tb\n\"x\ty\"\t\n", "2: x\ty|")]
    [InlineData("\ufeffa,b\n\n\r\n1,2", "4: 1|2")]
    [InlineData("a,b\n\"say \"\"no\"\"\",\"two\r\nlines\"\n1,2\n", "2: say \"no\"|two\r\nlines", "4: 1|2")]
    [InlineData("a\n\"\"\n", "2: ''")]
    [InlineData("a,b\n1,2,3\n4\n5,6\n", "2: it has 3 cells", "3: it has 1 cells", "4: 5|6")]
    [InlineData("a,b\n\"x\"y,2\n5,6\n", "2: text stands behind", "3: 5|6")]
    [InlineData("a,b\n1,\"open\n2,3\n", "2: a quote is not closed")]
    [InlineData("a,b\n\"1\"\r\n\"x\",\"y\"\r\n", "2: it has 1 cells", "3: x|y")]
    public void Records_come_with_their_lines_and_what_is_wrong_with_them(string text, params string[] expected)
    {
        using var records = new CsvRecords(new StreamReader(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))));
        foreach (var line in expected)
        {
            Assert.True(records.Next());
            Assert.StartsWith(line, Text(records), StringComparison.Ordinal);
        }
        Assert.False(records.Next());
        Assert.False(records.Next());
    }

    [Fact]
    public void What_is_too_much_is_said_and_the_next_record_is_read()
    {
        var text = $"a,b\n{new string('x', CsvRecords.MaxRecordCharacters)},y\n{new string(',', CsvRecords.MaxColumns)}\n1,2\n";
        using var records = new CsvRecords(new StringReader(text));
        Assert.True(records.Next());
        Assert.Contains("characters", records.Problem, StringComparison.Ordinal);
        Assert.True(records.Next());
        Assert.Contains($"more than {CsvRecords.MaxColumns} cells", records.Problem, StringComparison.Ordinal);
        Assert.True(records.Next());
        Assert.Equal("4: 1|2", Text(records));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("\"a,b")]
    public void Without_names_there_is_no_file(string text) => Assert.Throws<HistoryFileException>(() => new CsvRecords(new StringReader(text)));

    private static string Text(CsvRecords records) => records.Problem is { } problem
        ? $"{records.Row}: {problem}"
        : $"{records.Row}: {string.Join('|', Enumerable.Range(0, records.Columns.Count).Select(c => records[c] is { IsNone: false } cell ? cell.ToString() is { Length: > 0 } some ? some : "''" : ""))}";
}
