using System.Buffers;
using System.Text;
using Millwright.Drivers.LineProtocol;
using Millwright.Model;
using Millwright.Publish.Stores.Influx;

namespace Millwright.Product.Tests.Publish.Stores;

public sealed class LineWriterTests
{
    private static readonly Timestamp At = Timestamp.From(new(2026, 3, 9, 10, 0, 0, TimeSpan.Zero)) + new TimeSpan(3);

    public static TheoryData<TagValue, string> Values() => new()
    {
        { TagValue.Of(21.5), "value=21.5,status=0i" },
        { TagValue.Of(0.1f), "value=0.10000000149011612,status=0i" },
        { TagValue.Of(true), "value=1,status=0i" },
        { TagValue.Of((1L << 53) + 1), "value=9007199254740992,text=\"9007199254740993\",status=0i" },
        { TagValue.Of(double.NaN), "text=\"NaN\",status=0i" },
        { TagValue.Of("say \"no\" \\ é"), "text=\"say \\\"no\\\" \\\\ é\",status=0i" },
        { TagValue.OfArray(new[] { 1, 2 }), "text=\"[1, 2]\",status=0i" },
        { TagValue.None, "status=0i" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Each_value_is_a_line_that_a_reader_understands(TagValue value, string fields)
    {
        var text = Write("press-shop/line 1/press=3", "oil,temp", value);
        Assert.Equal($@"m\ 1,asset=press-shop/line\ 1/press\=3,signal=oil\,temp {fields} 1773050400000000300", text.TrimEnd('\n'));
        var reader = new LineReader(Encoding.UTF8.GetBytes(text), 1_000);
        Assert.True(reader.TryNext(out var line));
        Assert.Null(line.Problem);
        Assert.True(SeriesName.TryParse(line.Series, out var series, out _));
        Assert.Equal(("m 1", "oil,temp"), (series!.Measurement, series.Tags.Single(t => t.Key == "signal").Value));
        var read = new FieldReader(line.Fields);
        var count = 0;
        while (read.TryNext(out _, out var problem))
        {
            Assert.Null(problem);
            count++;
        }
        Assert.Equal(fields.Split("=").Length - 1, count);
        Assert.True(LineTime.TryRead(line.Time, LinePrecision.Nanoseconds, out var time, out _));
        Assert.Equal(At, time);
    }

    [Theory]
    [InlineData(1677, false)]
    [InlineData(1678, true)]
    [InlineData(2261, true)]
    [InlineData(2263, false)]
    public void Times_beyond_64_bits_of_nanoseconds_are_none(int year, bool holds) => Assert.Equal(holds, LineWriter.Holds(Timestamp.From(new(year, 1, 1, 0, 0, 0, TimeSpan.Zero))));

    private static string Write(string asset, string tag, TagValue value)
    {
        var output = new ArrayBufferWriter<byte>();
        var definition = new TagDefinition { Id = new(Guid.NewGuid()), Path = TagPath.Parse("acme/berlin/x"), Kind = value.Kind, Connection = "plc" };
        new LineWriter("m 1").Write(output, new(definition, $"{asset}/{tag}", new(new(0), At, value, Quality.Good)));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
