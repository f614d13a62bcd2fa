using System.Text;
using Millwright.Drivers.Payloads;
using Millwright.Model;

namespace Millwright.Fuzz.Drivers;

/// <summary>Mutated payloads against every format. The seed is fixed: a failure repeats. MILLWRIGHT_FUZZ_FRAMES sets how many.</summary>
public sealed class PayloadFuzz
{
    private const int DefaultFrames = 50_000;
    private const int Seed = 20_261_128;

    private static readonly string[] Texts =
    [
        """{"value":21.5,"t":"2026-03-09T10:14:33Z","q":"good","r":[{"v":1,"t":1},{"v":2,"t":2}]}""", """[1,2,[3,{"a":null}]]""", "42", "-1.5e300",
        "time,oil,q\r\n1773051273,\"21.5\",192\r\n", "a;b\n1;2\n", "\"\"\"", "true",
    ];

    private static readonly string[] Cbor =
    [
        "A46176830121F93E006174C11A69AE9BC96162424142616E3BFFFFFFFFFFFFFFFF", "9F018202039F0405FFFF", "BF6346756EF563416D7421FF", "C249010000000000000000", "5F42010243030405FF", "FB7FF8000000000000",
    ];

    private static int Frames =>
        int.TryParse(Environment.GetEnvironmentVariable("MILLWRIGHT_FUZZ_FRAMES"), System.Globalization.CultureInfo.InvariantCulture, out var frames) ? frames : DefaultFrames;

    [Fact]
    public void No_payload_breaks_a_reading()
    {
        var random = new Random(Seed);
        byte[][] seeds = [.. Texts.Select(Encoding.UTF8.GetBytes), .. Cbor.Select(Convert.FromHexString)];
        PayloadReading[] readings =
        [
            .. Enum.GetValues<TagKind>().Where(k => k != TagKind.None).SelectMany(k => new[] { PayloadFormat.Json, PayloadFormat.Cbor }.Select(f => new PayloadReading(new(f, k)))),
            .. new[] { PayloadFormat.Json, PayloadFormat.Cbor }.Select(f => new PayloadReading(new(f, TagKind.Float64) { Value = "value", Time = "t", Quality = "q" })),
            .. new[] { PayloadFormat.Json, PayloadFormat.Cbor }.Select(f => new PayloadReading(new(f, TagKind.Float64) { Batch = "r", Value = "v", Time = "t" })),
            new(new(PayloadFormat.Csv, TagKind.Float64) { Value = "oil", Time = "time", Quality = "q" }), new(new(PayloadFormat.Csv, TagKind.String) { Value = "2" }),
            new(new(PayloadFormat.Plain, TagKind.Float64)), new(new(PayloadFormat.Plain, TagKind.Bytes)),
        ];
        var (whole, refused) = (0, 0);
        var taken = new List<Reading>();
        for (var i = 0; i < Frames; i++)
        {
            var bytes = Mutate(random, seeds[random.Next(seeds.Length)]);
            using var payload = new PayloadText(bytes);
            taken.Clear();
            if (readings[random.Next(readings.Length)].Read(payload, taken) is null)
                whole++;
            else
                refused++;
            _ = PayloadText.Sample(bytes);
        }
        Assert.True(whole > Frames / 100 && refused > Frames / 100, $"{whole} were read and {refused} refused");
    }

    [Fact]
    public void No_text_breaks_the_reading_of_a_path()
    {
        var random = new Random(Seed);
        const string Alphabet = "$.[]'\"\\ab0 9*";
        for (var i = 0; i < Frames; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
            if (PayloadPath.TryParse(text, out _, out var problem) == problem is not null)
                Assert.Fail(text);
        }
    }

    private static byte[] Mutate(Random random, byte[] seed)
    {
        var bytes = new List<byte>(seed);
        for (var mutations = random.Next(0, 4); mutations > 0 && bytes.Count > 0; mutations--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(0, random.Next(bytes.Count)));
                    break;
            }
        }
        return [.. bytes];
    }
}
