using System.Globalization;
using System.Text;
using Millwright.Drivers.LineProtocol;
using Millwright.Model;

namespace Millwright.Product.Tests.Drivers.LineProtocol;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("cpu,host=a usage=1.5 10", "1|cpu,host=a|usage=float64 1.5|10")]
    [InlineData("cpu usage=1", "1|cpu|usage=float64 1|")]
    [InlineData("m a=1,b=-2i,c=3u,d=t,e=FALSE,f=\"x\"", "1|m|a=float64 1,b=int64 -2,c=uint64 3,d=bool 1,e=bool 0,f=string x|")]
    [InlineData("m a=1e3,b=-1.5E-7,c=.5,d=+2", "1|m|a=float64 1000,b=float64 -1.5E-07,c=float64 0.5,d=float64 2|")]
    [InlineData("m a=9223372036854775807i,b=18446744073709551615u", "1|m|a=int64 9223372036854775807,b=uint64 18446744073709551615|")]
    [InlineData("  m   a=1   5  ", "1|m|a=float64 1|5")]
    [InlineData("m a=1 5\r\nm a=2 6\r\n", "1|m|a=float64 1|5;2|m|a=float64 2|6")]
    [InlineData("m a=1\r\nm a=\"x\"\r\n", "1|m|a=float64 1|;2|m|a=string x|")]
    [InlineData("# a comment\n\n \t\nm a=1\n#m a=2", "4|m|a=float64 1|")]
    [InlineData(@"my\ m\,x,a\ b=c\=d\,e f\=g=1 7", @"1|my\ m\,x,a\ b=c\=d\,e|f\=g=float64 1|7")]
    [InlineData("m a=\"one, two = 3 \\\" four\\\\\",b=1 7", "1|m|a=string one, two = 3 \" four\\,b=float64 1|7")]
    [InlineData("m a=\"two\nlines\" 7\nm a=\"x\" 8", "1|m|a=string two\nlines|7;3|m|a=string x|8")]
    [InlineData("m,t=\"q\" a=1 7", "1|m,t=\"q\"|a=float64 1|7")]
    [InlineData("m a=\"\"", "1|m|a=string |")]
    public void A_line_is_taken_apart_as_the_reference_says(string text, string expected) => Assert.Equal(expected, Read(text));

    [Theory]
    [InlineData("m", "it has no fields")]
    [InlineData("m,a=b", "it has no fields")]
    [InlineData("m ", "it has no fields")]
    [InlineData("m a", "'a' is no field; write key=value")]
    [InlineData("m a=", "field 'a' has the value ''")]
    [InlineData("m a=1,", "it ends its fields with a comma")]
    [InlineData("m a=x", "field 'a' has the value 'x'; write 1.5, 1i, 1u, true or \"text\"")]
    [InlineData("m a=NaN", "field 'a' has the value 'NaN'")]
    [InlineData("m a=1e999", "field 'a' has the value '1e999'")]
    [InlineData("m a=1.5i", "field 'a' has the value '1.5i'")]
    [InlineData("m a=-1u", "field 'a' has the value '-1u'")]
    [InlineData("m a=9223372036854775808i", "field 'a' has the value")]
    [InlineData("m =1", "a field has no key")]
    [InlineData("m a=\"x", "a string has no end")]
    [InlineData("m a=\"x\"y", "'y' stands behind the string of field 'a'")]
    public void What_is_wrong_with_a_line_is_said_and_the_next_one_is_read(string bad, string problem)
    {
        var read = Read(bad + "\nm good=1 5");
        Assert.StartsWith($"1: {problem}", read, StringComparison.Ordinal);
        Assert.EndsWith(";2|m|good=float64 1|5", read, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_is_too_long_is_a_problem_of_its_own()
    {
        var read = Read($"m a={new string('1', 300)}\nm a=1");
        Assert.Equal("1: it has 304 bytes; at most 256 are taken (max_line_bytes);2|m|a=float64 1|", read);
    }

    [Theory]
    [InlineData("1700000000123456789", "ns", "2023-11-14T22:13:20.1234567Z")]
    [InlineData("1700000000123456", "us", "2023-11-14T22:13:20.1234560Z")]
    [InlineData("1700000000123", "ms", "2023-11-14T22:13:20.1230000Z")]
    [InlineData("1700000000", "s", "2023-11-14T22:13:20.0000000Z")]
    [InlineData("472222", "h", "2023-11-14T22:00:00.0000000Z")]
    public void A_time_is_read_in_the_unit_that_the_request_names(string digits, string unit, string expected)
    {
        Assert.True(LineTime.TryRead(Encoding.UTF8.GetBytes(digits), LineTime.FromWord(unit)!.Value, out var time, out _));
        Assert.Equal(expected, time.ToString());
    }

    [Theory]
    [InlineData("1700000000", "ns", "its time 1700000000 is not within the years 2000 to 9999 in nanoseconds")]
    [InlineData("9223372036854775807", "h", "its time 9223372036854775807 is not within")]
    [InlineData("-1", "s", "its time -1 is not within")]
    [InlineData("1.5", "s", "its time '1.5' is no whole number")]
    [InlineData("99999999999999999999", "s", "its time '99999999999999999999' is no whole number")]
    public void A_time_in_the_wrong_unit_is_refused_in_words(string digits, string unit, string problem)
    {
        Assert.False(LineTime.TryRead(Encoding.UTF8.GetBytes(digits), LineTime.FromWord(unit)!.Value, out _, out var said));
        Assert.StartsWith(problem, said, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_precision_is_none() => Assert.Null(LineTime.FromWord("weeks"));

    [Theory]
    [InlineData("cpu,b=2,a=1", "cpu,a=1,b=2")]
    [InlineData("cpu", "cpu")]
    [InlineData(@"a\ b\,c,k\=x=v\ w", @"a\ b\,c,k\=x=v\ w")]
    [InlineData(@"a\b,k=c\d", @"a\b,k=c\d")]
    public void A_series_has_one_spelling(string written, string expected)
    {
        Assert.True(SeriesName.TryParse(Encoding.UTF8.GetBytes(written), out var series, out _));
        Assert.Equal(expected, series.ToString());
    }

    [Theory]
    [InlineData(",a=1", "it has no measurement")]
    [InlineData("cpu,a", "'a' is no tag; write key=value, neither of them empty")]
    [InlineData("cpu,a=", "'a=' is no tag")]
    [InlineData("cpu,=1", "'=1' is no tag")]
    [InlineData("cpu,", "'' is no tag")]
    [InlineData("cpu,a=1,a=2", "it has the tag 'a' twice")]
    public void A_series_that_is_none_is_refused_in_words(string written, string problem)
    {
        Assert.False(SeriesName.TryParse(Encoding.UTF8.GetBytes(written), out _, out var said));
        Assert.StartsWith(problem, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_not_UTF8_is_refused()
    {
        Assert.False(SeriesName.TryParse([0x63, 0xFF], out _, out var problem));
        Assert.Equal("its measurement is not UTF-8", problem);
    }

    [Fact]
    public void Known_lines_are_read_without_allocating()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 100).Select(i => $"cpu,host=a,cpu=cpu{i} idle=1.5,n={i}i,on=true 1700000000000000000\n")));
        Assert.Equal(300, Count(text));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Count(text);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static int Count(ReadOnlySpan<byte> text)
    {
        var fields = 0;
        var reader = new LineReader(text, 1_000);
        while (reader.TryNext(out var line))
        {
            var of = new FieldReader(line.Fields);
            while (of.TryNext(out _, out _))
                fields++;
        }
        return fields;
    }

    private static string Read(string text)
    {
        var lines = new List<string>();
        var reader = new LineReader(Encoding.UTF8.GetBytes(text), 256);
        while (reader.TryNext(out var line))
        {
            var fields = new List<string>();
            var problem = line.Problem;
            var of = new FieldReader(line.Fields);
            if (problem is null)
            {
                while (of.TryNext(out var field, out problem))
                    fields.Add(Show(field));
            }
            lines.Add(problem is null
                ? $"{line.Number}|{Encoding.UTF8.GetString(line.Series)}|{string.Join(',', fields)}|{Encoding.UTF8.GetString(line.Time)}"
                : $"{line.Number}: {problem}");
        }
        return string.Join(';', lines);
    }

    private static string Show(in FieldParts field)
    {
        var text = "";
        if (field.Kind == TagKind.String)
            Assert.True(SeriesName.TryString(field.Text, out text!));
        var value = field.Kind switch
        {
            TagKind.String => text,
            TagKind.Float64 => BitConverter.UInt64BitsToDouble(field.Bits).ToString(CultureInfo.InvariantCulture),
            TagKind.Int64 => ((long)field.Bits).ToString(CultureInfo.InvariantCulture),
            _ => field.Bits.ToString(CultureInfo.InvariantCulture),
        };
        return $"{Encoding.UTF8.GetString(field.Key)}={field.Kind.Word()} {value}";
    }
}
