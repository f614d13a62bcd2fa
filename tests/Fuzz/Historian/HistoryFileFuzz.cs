using System.Text;
using Millwright.Historian.Parquet;
using Millwright.Historian.Values;
using Millwright.Model;

namespace Millwright.Fuzz.Historian;

/// <summary>Mutated CSV files of samples against their reader. The seed is fixed: a failure repeats.</summary>
public sealed class HistoryFileFuzz
{
    private const int Files = 60_000;
    private const int Seed = 20_261_128;

    private static readonly (byte[] Text, FileMapping Mapping)[] Seeds =
    [
        ("tag,time,nanos,value,text,kind,quality,status\na,2026-03-09 10:00:00+00,300,1.5,,float64,Good,0\na,2026-03-09 10:00:01+00,0,,\"[1, 2]\",int8[],Good,0\nb,2026-03-09 10:00:00+00,0,,\"x\"\"y\",string,Bad,2147483648\n"u8.ToArray(), new()),
        ("time;tag;value;quality\r\n2026-03-09T10:00:00.1234567Z;oil;21.5;Good\r\n1700000000;oil;inf;192\r\n"u8.ToArray(), new() { TimeUnit = FileTimeUnit.Seconds, QualityCodes = FileQualityCodes.OpcDa }),
        ("ts\ta\tb\n1.7e9\t1\t\n-1\t\"t\nu\"\ttrue\n"u8.ToArray(), new() { Time = "ts", IsWide = true, TimeUnit = FileTimeUnit.Nanoseconds }),
    ];

    [Fact]
    public void No_mutated_file_breaks_the_reader_and_every_record_is_a_sample_or_a_refusal()
    {
        var random = new Random(Seed);
        var samples = 0;
        for (var i = 0; i < Files; i++)
        {
            var (text, mapping) = Seeds[i % Seeds.Length];
            samples += Read(Mutate(random, text), mapping);
        }
        Assert.True(samples > Files / 10, "most of what is left is still read");
    }

    private static int Read(byte[] text, FileMapping mapping)
    {
        var (samples, row) = (0, 0L);
        try
        {
            using var reader = HistoryFileReader.Open(new CsvRecords(new StreamReader(new MemoryStream(text), Encoding.UTF8)), mapping);
            while (reader.Next())
            {
                var sample = reader.Current;
                Assert.True(sample.Row >= row, "records go on");
                row = sample.Row;
                if (sample.Problem is not null)
                    continue;
                samples++;
                Assert.InRange(sample.Time.Ticks, 0, DateTime.MaxValue.Ticks);
                Assert.True(ValueFitting.TryFit(sample.Value, TagKind.Float64, out var number) == !number.IsNone || sample.Value.Kind == TagKind.Float64);
            }
        }
        catch (HistoryFileException)
        {
            // The one typed error there is.
        }
        return samples;
    }

    private static byte[] Mutate(Random random, byte[] text)
    {
        var changed = text.ToList();
        for (var n = random.Next(1, 6); n > 0 && changed.Count > 0; n--)
        {
            var at = random.Next(changed.Count);
            switch (random.Next(5))
            {
                case 0:
                    changed[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    changed.RemoveAt(at);
                    break;
                case 2:
                    changed.Insert(at, "\",;\t\r\n\0-9eE[]"u8[random.Next(13)]);
                    break;
                case 3:
                    changed.RemoveRange(at, changed.Count - at);
                    break;
                default:
                    changed.InsertRange(at, changed.GetRange(at, Math.Min(20, changed.Count - at)));
                    break;
            }
        }
        return [.. changed];
    }
}
