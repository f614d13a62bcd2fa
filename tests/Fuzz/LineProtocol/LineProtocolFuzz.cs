using System.Text;
using Millwright.Drivers.LineProtocol;

namespace Millwright.Fuzz.LineProtocol;

/// <summary>Mutated texts against the whole reading of line protocol. The seed is fixed: a failure repeats.</summary>
public sealed class LineProtocolFuzz
{
    private const int Texts = 300_000;
    private const int Seed = 20_261_127;

    private static readonly byte[][] Seeds =
    [
        "cpu,host=a,cpu=cpu-total usage_idle=98.5,n=3i,u=4u 1700000000000000000\n"u8.ToArray(),
        "m a=\"two\nlines \\\" and \\\\\",b=t 1\r\n# comment\nm a=\"x\"\n"u8.ToArray(),
        "my\\ m\\,x,k\\ y=v\\=w,\\ =\\, f\\=g=1e-7,h=-.5E3 -5\n\n\nm a=FALSE"u8.ToArray(),
        Encoding.UTF8.GetBytes("größe,ort=Köln wert=1,größe=\"é\u0301\" 1700000000\nd,p=/ u=1"),
    ];

    [Fact]
    public void No_mutated_text_breaks_the_reader_and_every_line_is_read_once()
    {
        var random = new Random(Seed);
        Assert.True(PathRule.TryParse("{measurement}/{rest}", "{field}", out var rule, out _));
        var text = new byte[512];
        for (var i = 0; i < Texts; i++)
        {
            var length = Mutate(random, text);
            Read(text.AsSpan(0, length), rule);
        }
    }

    private static void Read(ReadOnlySpan<byte> text, PathRule rule)
    {
        var number = 0;
        var reader = new LineReader(text, 200);
        while (reader.TryNext(out var line))
        {
            Assert.True(line.Number > number, "lines go on");
            number = line.Number;
            if (line.Problem is not null)
                continue;
            _ = LineTime.TryRead(line.Time, LinePrecision.Hours, out _, out _);
            var isSeries = SeriesName.TryParse(line.Series, out var series, out _);
            var fields = new FieldReader(line.Fields);
            while (fields.TryNext(out var field, out _))
            {
                _ = SeriesName.TryString(field.Text, out _);
                if (isSeries && SeriesName.TryField(field.Key, out var name))
                {
                    _ = rule.TryApply(series!, name, out _, out _);
                    Assert.True(SeriesName.TryParseWithField(series!.With(name), out _, out _, out _) || name.Length == 0 || HasBackslash(series, name));
                }
            }
        }
    }

    /// <summary>A backslash may escape what comes behind it: such a name need not have a spelling of its own, in InfluxDB neither.</summary>
    private static bool HasBackslash(SeriesName series, string field) =>
        field.Contains('\\', StringComparison.Ordinal) || series.ToString().Contains('\\', StringComparison.Ordinal);

    private static int Mutate(Random random, byte[] text)
    {
        var seed = Seeds[random.Next(Seeds.Length)];
        seed.CopyTo(text, 0);
        var length = seed.Length;
        for (var mutations = random.Next(1, 6); mutations > 0; mutations--)
        {
            var at = random.Next(length);
            switch (random.Next(5))
            {
                case 0:
                    text[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    text[at] = (byte)" ,=\\\"\n\r#i"[random.Next(9)];
                    break;
                case 2:
                    length = at + 1;
                    break;
                case 3:
                    var other = Seeds[random.Next(Seeds.Length)];
                    var more = Math.Min(other.Length, text.Length - length);
                    other.AsSpan(0, more).CopyTo(text.AsSpan(length));
                    length += more;
                    break;
                default:
                    text.AsSpan(at, length - at).CopyTo(text.AsSpan(Math.Max(0, at - 1)));
                    length = Math.Max(1, length - 1);
                    break;
            }
        }
        return length;
    }
}
