using System.Text;
using Millwright.Drivers.Payloads;
using Millwright.Model;

namespace Millwright.Product.Tests.Drivers.Mqtt;

public sealed class PayloadReadingTests
{
    [Theory]
    [InlineData("""{"value": 21.5}""", "value", TagKind.Float64, "21.5")]
    [InlineData("""{"a":{"b":[1,{"c":7}]}}""", "$.a.b[1].c", TagKind.Int32, "7")]
    [InlineData("""{"odd name":true}""", "['odd name']", TagKind.Boolean, "true")]
    [InlineData("""{"v":18446744073709551615}""", "v", TagKind.UInt64, "18446744073709551615")]
    [InlineData("""{"v":"12.5"}""", "v", TagKind.Float64, "12.5")]
    [InlineData("""{"v":"on"}""", "v", TagKind.Boolean, "true")]
    [InlineData("""{"v":[1,2,3]}""", "v", TagKind.Int16Array, "[1, 2, 3]")]
    [InlineData("""{"v":"QUI="}""", "v", TagKind.Bytes, "4142")]
    [InlineData("42", null, TagKind.UInt8, "42")]
    [InlineData("""{"a":1}""", null, TagKind.String, """{"a":1}""")]
    public void A_value_is_read_where_its_path_leads(string json, string? path, TagKind kind, string expected)
    {
        var reading = Assert.Single(Read(json, new(PayloadFormat.Json, kind) { Value = path }, out var problem));
        Assert.Null(problem);
        Assert.Equal((kind, expected, true), (reading.Value.Kind, reading.Value.ToString(), reading.Quality.IsGood));
    }

    [Theory]
    [InlineData("""{"v":3.5}""", "v", TagKind.Int32, "is no int32")]
    [InlineData("""{"v":300}""", "v", TagKind.UInt8, "is no uint8")]
    [InlineData("""{"v":{}}""", "v", TagKind.Float64, "is no float64")]
    [InlineData("""{"v":1}""", "w", TagKind.Float64, "nothing at 'w'")]
    [InlineData("""{"v":1""", "v", TagKind.Float64, "no JSON")]
    [InlineData("""{"v":[1,"x"]}""", "v", TagKind.Int16Array, "is no int16[]")]
    public void What_does_not_fit_is_refused_and_says_why(string json, string path, TagKind kind, string expected)
    {
        Assert.Empty(Read(json, new(PayloadFormat.Json, kind) { Value = path }, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7B2276223A2241E522 7D")]
    [InlineData("7B2276223A225C7564383030227D")]
    public void Texts_that_are_not_Unicode_are_refused(string hex)
    {
        Assert.Empty(Read(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), new(PayloadFormat.Json, TagKind.String) { Value = "v" }, out var problem));
        Assert.Contains("not Unicode", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_that_is_too_deep_is_refused()
    {
        Assert.Empty(Read(new string('[', 100) + new string(']', 100), new(PayloadFormat.Json, TagKind.Float64), out var problem));
        Assert.Contains("no JSON", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"2026-03-09T10:14:33.5Z\"", TimeFormat.Auto)]
    [InlineData("\"2026-03-09T11:14:33.5+01:00\"", TimeFormat.Iso)]
    [InlineData("1773051273.5", TimeFormat.Auto)]
    [InlineData("1773051273500", TimeFormat.Auto)]
    [InlineData("1773051273500000", TimeFormat.Auto)]
    [InlineData("1773051273500000000", TimeFormat.Auto)]
    [InlineData("\"1773051273500\"", TimeFormat.Ms)]
    public void Times_are_read_in_every_form(string time, TimeFormat format)
    {
        var shape = new PayloadShape(PayloadFormat.Json, TagKind.Float64) { Value = "v", Time = "t", TimeFormat = format };
        Assert.Equal("2026-03-09T10:14:33.5000000Z", Assert.Single(Read($$"""{"v":1,"t":{{time}}}""", shape, out _)).Time.ToString());
    }

    [Theory]
    [InlineData("\"yesterday\"")]
    [InlineData("1e300")]
    [InlineData("-99999999999999999999")]
    [InlineData("null")]
    public void A_time_that_is_none_refuses_the_message(string time)
    {
        var shape = new PayloadShape(PayloadFormat.Json, TagKind.Float64) { Value = "v", Time = "t" };
        Assert.Empty(Read($$"""{"v":1,"t":{{time}}}""", shape, out var problem));
        Assert.Contains("no time", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", "Good")]
    [InlineData("192", "Good")]
    [InlineData("64", "Uncertain")]
    [InlineData("0", "Bad")]
    [InlineData("\"GoodClamped\"", "Good")]
    [InlineData("\"uncertain\"", "Uncertain")]
    [InlineData("\"whatever\"", "Bad")]
    [InlineData("2156724224", "BadOutOfService")]
    public void Qualities_are_read_in_every_form(string quality, string expected)
    {
        var shape = new PayloadShape(PayloadFormat.Json, TagKind.Float64) { Value = "v", Quality = "q" };
        Assert.Equal(expected, Assert.Single(Read($$"""{"v":1,"q":{{quality}}}""", shape, out _)).Quality.ToString());
    }

    [Fact]
    public void A_null_is_a_sample_without_value()
    {
        var reading = Assert.Single(Read("""{"v":null}""", new(PayloadFormat.Json, TagKind.Float64) { Value = "v" }, out _));
        Assert.Equal((TagValue.None, Quality.BadNoData), (reading.Value, reading.Quality));
    }

    [Fact]
    public void An_array_is_a_batch_of_samples_and_one_bad_element_refuses_all()
    {
        var shape = new PayloadShape(PayloadFormat.Json, TagKind.Float64) { Batch = "r", Value = "v", Time = "t" };
        Assert.Equal([1, 2], Read("""{"r":[{"t":1773051273,"v":1},{"t":1773051274,"v":2}]}""", shape, out _).Select(r => r.Value.ToDouble()));
        Assert.Empty(Read("""{"r":[{"t":1773051273,"v":1},{"v":2}]}""", shape, out var problem));
        Assert.NotNull(problem);
    }

    [Theory]
    [InlineData("time;oil;q\n1773051273;21,5;good\n", "oil", "it is no float64")]
    [InlineData("time,oil\r\n1773051273,21.5\r\n1773051274,\"22.5\"\r\n", "oil", null)]
    [InlineData("1773051273\t21.5\n1773051274\t22.5", "2", null)]
    public void Rows_of_csv_are_samples(string csv, string column, string? refused)
    {
        var time = CsvRows.IsName(column) ? "time" : "1";
        var readings = Read(csv, new(PayloadFormat.Csv, TagKind.Float64) { Value = column, Time = time }, out var problem);
        if (refused is null)
            Assert.Equal([21.5, 22.5], readings.Select(r => r.Value.ToDouble()));
        else
            Assert.Contains("no float64", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,\"b\"\"c\",\"d\ne\"\n", 1, "a|b\"c|d\ne")]
    [InlineData("\n\na;b\n", 1, "a|b")]
    public void Quotes_and_blank_lines_of_csv_are_read(string csv, int rows, string first)
    {
        var read = CsvRows.Read(csv)!;
        Assert.Equal((rows, first), (read.Rows.Count, string.Join('|', read.Rows[0])));
    }

    [Fact]
    public void A_quote_that_does_not_end_is_no_csv() => Assert.Null(CsvRows.Read("a,\"b\n"));

    [Fact]
    public void Cbor_is_read_by_the_same_paths()
    {
        // {"v": [1, -2, 1.5], "t": 1(1773051273), "b": h'4142', "n": -18446744073709551616} by the examples of RFC 8949, appendix A.
        var bytes = Convert.FromHexString("A4" + "6176" + "830121F93E00" + "6174" + "C11A69AE9BC9" + "6162" + "424142" + "616E" + "3BFFFFFFFFFFFFFFFF");
        Assert.Equal("-2", Assert.Single(Read(bytes, new(PayloadFormat.Cbor, TagKind.Int32) { Value = "v[1]", Time = "t" }, out _)).Value.ToString());
        Assert.Equal("1.5", Assert.Single(Read(bytes, new(PayloadFormat.Cbor, TagKind.Float64) { Value = "v[2]" }, out _)).Value.ToString());
        Assert.Equal("4142", Assert.Single(Read(bytes, new(PayloadFormat.Cbor, TagKind.Bytes) { Value = "b" }, out _)).Value.ToString());
        Assert.Empty(Read(bytes[..^1], new(PayloadFormat.Cbor, TagKind.Float64) { Value = "v[2]" }, out var problem));
        Assert.Contains("no CBOR", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Cbor_that_nests_without_end_is_refused()
    {
        Assert.Empty(Read(Enumerable.Repeat((byte)0x81, 100_000).ToArray(), new(PayloadFormat.Cbor, TagKind.Float64), out var problem));
        Assert.Contains("no CBOR", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a..b")]
    [InlineData("a[")]
    [InlineData("a[-1]")]
    [InlineData("a[*]")]
    [InlineData("$..a")]
    [InlineData("a['b]")]
    [InlineData("['a']b")]
    public void A_path_that_is_none_is_refused(string path) => Assert.False(PayloadPath.TryParse(path, out _, out _));

    [Fact]
    public void A_step_of_any_name_leads_back_to_it()
    {
        foreach (var name in new[] { "plain", "with space", "it's", "back\\slash", "a.b", "[0]" })
        {
            Assert.True(PayloadPath.TryParse(PayloadPath.Step(name), out var path, out _), name);
            using var document = System.Text.Json.JsonDocument.Parse($"{{{System.Text.Json.JsonSerializer.Serialize(name)}:1}}");
            Assert.True(path.TryFollow(document.RootElement, out _), name);
        }
    }

    private static List<Reading> Read(string text, PayloadShape shape, out string? problem) => Read(Encoding.UTF8.GetBytes(text), shape, out problem);

    private static List<Reading> Read(byte[] bytes, PayloadShape shape, out string? problem)
    {
        var readings = new List<Reading>();
        using var payload = new PayloadText(bytes);
        problem = new PayloadReading(shape).Read(payload, readings);
        return readings;
    }
}
