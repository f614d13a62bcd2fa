using Millwright.Drivers.RemoteWrite;

namespace Millwright.Fuzz.RemoteWrite;

/// <summary>Mutated messages against the whole reading of remote write. The seed is fixed: a failure repeats.</summary>
public sealed class RemoteWriteFuzz
{
    private const int Messages = 300_000;
    private const int Seed = 20_261_128;

    // Two series as Prometheus sends them: up{job="a",x="é"} with two samples, one of them a stale marker, and m{} with an exemplar; then metadata.
    private static readonly byte[] Whole =
    [
        0x0A, 0x42,
        0x0A, 0x0E, 0x0A, 0x08, .. "__name__"u8, 0x12, 0x02, .. "up"u8,
        0x0A, 0x08, 0x0A, 0x03, .. "job"u8, 0x12, 0x01, .. "a"u8,
        0x0A, 0x07, 0x0A, 0x01, .. "x"u8, 0x12, 0x02, 0xC3, 0xA9,
        0x12, 0x10, 0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0x10, 0x80, 0xD0, 0x95, 0xFF, 0xBC, 0x31,
        0x12, 0x0B, 0x09, 0x02, 0, 0, 0, 0, 0, 0xF0, 0x7F, 0x10, 0x01,
        0x0A, 0x20,
        0x0A, 0x0D, 0x0A, 0x08, .. "__name__"u8, 0x12, 0x01, .. "m"u8,
        0x12, 0x0B, 0x09, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x10, 0x02, 0x1A, 0x02, 0x10, 0x00,
        0x1A, 0x04, 0x08, 0x01, 0x12, 0x00,
    ];

    [Fact]
    public void The_seed_is_a_request_and_each_cut_of_it_is_refused_or_whole()
    {
        Assert.Null(WriteRequestReader.Check(Whole));
        Assert.Equal((2, 3), Read(Whole));
        for (var length = 0; length < Whole.Length; length++)
            _ = WriteRequestReader.Check(Whole.AsSpan(0, length)) is null ? Read(Whole.AsSpan(0, length)) : default;
    }

    [Fact]
    public void No_mutated_message_breaks_the_reading()
    {
        var random = new Random(Seed);
        var message = new byte[2 * Whole.Length];
        var sound = 0;
        for (var i = 0; i < Messages; i++)
        {
            Whole.CopyTo(message, 0);
            var length = Whole.Length;
            for (var mutations = random.Next(1, 5); mutations > 0; mutations--)
            {
                var at = random.Next(length);
                if (random.Next(4) == 0)
                    length = Math.Max(1, at);
                else if (random.Next(3) == 0)
                    message[at] = (byte)random.Next(256);
                else
                    message[at] ^= (byte)(1 << random.Next(8));
            }
            var bytes = message.AsSpan(0, length);
            if (WriteRequestReader.Check(bytes) is not null)
                continue;
            sound++;
            Read(bytes);
        }
        Assert.InRange(sound, Messages / 100, Messages);
    }

    private static (int Series, int Samples) Read(ReadOnlySpan<byte> message)
    {
        var (count, samples) = (0, 0);
        var reader = new WriteRequestReader(message);
        while (reader.TryNext(out var series))
        {
            Assert.Equal(++count, series.Number);
            Assert.True(series.Labels.Length + series.Samples.Length <= message.Length);
            if (Labels.TryParse(series.Labels, out var name, out var problem))
                Assert.NotEmpty(name.Measurement);
            else
                Assert.NotEmpty(problem);
            var sample = new SampleReader(series.Samples);
            while (sample.TryNext())
            {
                samples++;
                Assert.True(sample.Problem is not null || sample.Time.Ticks > 0);
            }
        }
        return (count, samples);
    }
}
