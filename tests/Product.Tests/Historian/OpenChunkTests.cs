using Millwright.Historian.Codec;
using Millwright.Historian.Head;
using Millwright.Model;

namespace Millwright.Product.Tests.Historian;

public sealed class OpenChunkTests
{
    private readonly PagePool _pages = new();

    [Theory]
    [MemberData(nameof(BlockCodecTests.Shapes), MemberType = typeof(BlockCodecTests))]
    public void Samples_come_back_bit_by_bit(string shape, int seed)
    {
        var chunk = new OpenChunk();
        var other = new OpenChunk();
        for (var use = 0; use < 3; use++)
        {
            var expected = BlockCodecTests.Make(shape, new Random(seed + (use * 100)));
            for (var i = 0; i < expected.Count; i++)
            {
                Append(ref chunk, expected, i);
                // A second chunk takes pages of the same pool in between.
                Append(ref other, expected, i);
            }
            var read = new SampleColumns();
            chunk.Read(_pages, read, new());
            BlockCodecTests.AssertSame(expected, read);
            other.Read(_pages, read, new());
            BlockCodecTests.AssertSame(expected, read);
            chunk.Clear(_pages);
            other.Clear(_pages);
        }
    }

    [Fact]
    public void Late_samples_are_put_in_order_and_the_last_of_equal_times_stays()
    {
        var chunk = new OpenChunk();
        foreach (var (time, value) in ((long, ulong)[])[(10, 1), (30, 2), (20, 3), (30, 4), (10, 5), (5, 6)])
            chunk.Append(_pages, time, TagKind.Int32, value, null, Quality.Good, 0);
        var read = new SampleColumns();
        chunk.Read(_pages, read, new());
        Assert.Equal([5, 10, 20, 30], read.Times.ToArray());
        Assert.Equal([6UL, 5, 3, 4], read.Bits.ToArray());
    }

    [Fact]
    public void A_slow_value_on_a_steady_schedule_takes_two_bytes_a_sample()
    {
        var chunk = new OpenChunk();
        for (var i = 0; i < 1000; i++)
            chunk.Append(_pages, i * 10_000_000L, TagKind.Float64, BitConverter.DoubleToUInt64Bits((2000 + (i % 17)) / 100.0), null, Quality.Good, 0);
        Assert.InRange(chunk.Footprint, 1, 2_100);
    }

    private void Append(ref OpenChunk chunk, SampleColumns from, int i) => chunk.Append(
        _pages, from.Times[i], from.Kinds[i], from.Bits[i], from.HasObjects ? from.Objects[i] : null, from.Qualities[i],
        from.HasServerTimes ? from.ServerTimes[i] : 0);
}
