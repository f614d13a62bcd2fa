using Millwright.Flow.Files;
using Millwright.Historian.Codec;
using Millwright.Model;

namespace Millwright.Product.Tests.Historian;

public sealed class BlockCodecTests
{
    private static readonly TagId Tag = new(Guid.Parse("0195c6a0-0000-7000-8000-000000000001"));

    public static TheoryData<string, int> Shapes()
    {
        var data = new TheoryData<string, int>();
        foreach (var shape in (string[])[
            "steady", "walk", "noise", "floats", "float32", "counter", "state", "bits", "weird", "rare", "strings", "bytes", "gaps", "integers",
            "unsigned", "constant", "singles", "none", "drift", "payloads", "texts"])
        {
            for (var seed = 0; seed < 12; seed++)
                data.Add(shape, seed);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_block_comes_back_bit_by_bit(string shape, int seed)
    {
        var columns = Make(shape, new Random(seed));
        foreach (var apart in (bool[])[false, true])
        {
            var (block, times) = Encode(columns, apart);
            var back = new SampleColumns();
            BlockCodec.Decode(block, apart ? times : default, Tag, back);
            AssertSame(columns, back);
        }
    }

    [Fact]
    public void A_steady_second_schedule_of_a_slow_two_decimal_walk_takes_less_than_a_byte_a_sample()
    {
        var columns = new SampleColumns();
        var random = new Random(1);
        var value = 2150;
        for (var i = 0; i < SampleColumns.BlockSamples; i++)
        {
            value += random.Next(-6, 7);
            columns.Add(1_000_000_000_000 + (i * 10_000_000L), TagKind.Float64, BitConverter.DoubleToUInt64Bits(value / 100.0), null, Quality.Good, 0);
        }
        var (block, _) = Encode(columns, apart: false);
        Assert.InRange(block.Length, 1, SampleColumns.BlockSamples);
    }

    [Fact]
    public void Times_that_jitter_by_100_ns_and_the_first_and_last_tick_there_is_come_back()
    {
        var random = new Random(3);
        var columns = new SampleColumns();
        columns.Add(0, TagKind.Boolean, 1, null, Quality.Good, 0);
        for (var i = 1; i < 1000; i++)
            columns.Add((i * 10_000_000L) + random.Next(-1, 2), TagKind.Boolean, (ulong)(i % 2), null, Quality.Good, 0);
        columns.Add(DateTime.MaxValue.Ticks, TagKind.Boolean, 0, null, Quality.Good, 0);
        columns.Add(long.MaxValue, TagKind.Boolean, 0, null, Quality.Good, 0);
        var (block, _) = Encode(columns, apart: false);
        var back = new SampleColumns();
        BlockCodec.Decode(block, default, Tag, back);
        AssertSame(columns, back);
    }

    /// <summary>The decimals are guessed from values spread over the column; here just the others have more of them, in steps up to four.</summary>
    [Theory]
    [InlineData(TagKind.Float64)]
    [InlineData(TagKind.Float32)]
    public void Values_with_more_decimals_than_those_that_were_looked_at_come_back(TagKind kind)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var count = random.Next(2, SampleColumns.BlockSamples + 1);
            var columns = new SampleColumns();
            for (var i = 0; i < count; i++)
            {
                var decimals = i % Math.Max(1, count / 16) == 0 ? 0 : random.Next(0, 1 + (seed % 5));
                var value = random.Next(-30_000, 30_000) / Math.Pow(10, decimals);
                var bits = kind == TagKind.Float64 ? BitConverter.DoubleToUInt64Bits(value) : BitConverter.SingleToUInt32Bits((float)value);
                columns.Add(1_000_000_000_000 + (i * 10_000_000L), kind, bits, null, Quality.Good, 0);
            }
            var (block, _) = Encode(columns, apart: false);
            var back = new SampleColumns();
            BlockCodec.Decode(block, default, Tag, back);
            AssertSame(columns, back);
        }
    }

    [Fact]
    public void Long_texts_that_resemble_each_other_are_compressed()
    {
        var columns = Make("texts", new Random(4), 1000);
        var (block, _) = Encode(columns, apart: false);
        var plain = 0;
        foreach (var text in columns.Objects)
            plain += ((string)text!).Length;
        Assert.InRange(block.Length, 1, plain / 4);
    }

    [Fact]
    public void A_schedule_that_drifts_steadily_takes_next_to_nothing()
    {
        var columns = new SampleColumns();
        var (time, step) = (1_000_000_000_000L, 10_000_000L);
        for (var i = 0; i < SampleColumns.BlockSamples; i++, step += 3)
            columns.Add(time += step, TagKind.Float64, 0, null, Quality.Good, 0);
        var (block, _) = Encode(columns, apart: false);
        Assert.InRange(block.Length, 1, 100);
    }

    [Fact]
    public void A_block_of_another_tag_is_refused()
    {
        var (block, _) = Encode(Make("walk", new Random(1)), apart: false);
        Assert.Throws<BlockDamagedException>(() => BlockCodec.Decode(block, default, new(Guid.NewGuid()), new()));
    }

    [Fact]
    public void Times_of_another_block_are_refused()
    {
        var (block, _) = Encode(Make("noise", new Random(1)), apart: true);
        var (_, others) = Encode(Make("noise", new Random(2)), apart: true);
        Assert.Throws<BlockDamagedException>(() => BlockCodec.Decode(block, others, Tag, new()));
    }

    [Theory]
    [InlineData("walk")]
    [InlineData("strings")]
    [InlineData("gaps")]
    [InlineData("state")]
    public void A_block_that_is_cut_or_changed_is_an_error_or_a_block(string shape)
    {
        var (block, _) = Encode(Make(shape, new Random(7), 40), apart: false);
        for (var length = 0; length < block.Length; length++)
            Assert.Throws<BlockDamagedException>(() => BlockCodec.Decode(block.AsSpan(0, length), default, Tag, new()));
        // Without its checksum a changed block may decode to other values; it must never do anything else than that or fail.
        var columns = new SampleColumns();
        for (var bit = 0; bit < block.Length * 8; bit++)
        {
            block[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                BlockCodec.Decode(block, default, Tag, columns);
            }
            catch (BlockDamagedException)
            {
                // As it should.
            }
            block[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Packed_numbers_of_every_width_come_back(int seed)
    {
        var random = new Random(seed);
        for (var width = 0; width <= 64; width++)
        {
            var values = new ulong[random.Next(1, 129)];
            for (var i = 0; i < values.Length; i++)
                values[i] = width == 0 ? 0 : (ulong)random.NextInt64(long.MinValue, long.MaxValue) >> (64 - width);
            var packed = new byte[BitPacking.ByteCount(values.Length, width)];
            BitPacking.Pack(values, width, packed);
            var back = new long[values.Length];
            BitPacking.Unpack(packed, width, -5, back);
            for (var i = 0; i < values.Length; i++)
                Assert.Equal((long)values[i] - 5, back[i]);
        }
    }

    [Fact]
    public void The_checksum_is_that_of_the_standard() => Assert.Equal(0xE306_9283u, Crc32C.Of("123456789"u8));

    internal static SampleColumns Make(string shape, Random random, int count = 0)
    {
        var columns = new SampleColumns();
        count = count > 0 ? count : random.Next(1, SampleColumns.BlockSamples + 1);
        var time = random.NextInt64(0, DateTime.MaxValue.Ticks / 2);
        var walk = random.Next(-1000, 100_000);
        var steady = random.Next(2) == 0;
        for (var i = 0; i < count; i++)
        {
            time += steady ? 10_000_000 : random.Next(4) == 0 ? random.NextInt64(1, 1L << random.Next(1, 45)) : 1_000_000 + random.Next(-3, 4);
            walk += random.Next(-5, 6);
            var (kind, bits, reference) = Value(shape, random, walk, i);
            var quality = shape is "gaps" or "weird" && random.Next(9) == 0 ? new Quality((uint)random.NextInt64(1L << 32)) : Quality.Good;
            var server = shape is "gaps" or "strings" && random.Next(3) > 0 ? time + random.Next(-100, 100_000) : 0;
            columns.Add(time, kind, bits, reference, quality, server);
        }
        return columns;
    }

    internal static void AssertSame(SampleColumns expected, SampleColumns actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.True(expected.Times.SequenceEqual(actual.Times));
        Assert.True(expected.Qualities.SequenceEqual(actual.Qualities));
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected.Value(i), actual.Value(i));
            Assert.Equal(expected.HasServerTimes ? expected.ServerTimes[i] : 0, actual.HasServerTimes ? actual.ServerTimes[i] : 0);
        }
    }

    private static (byte[] Block, byte[] Times) Encode(SampleColumns columns, bool apart)
    {
        var times = new ByteWriter();
        TimeColumn.Encode(times, columns.Times);
        var block = new ByteWriter();
        BlockCodec.Encode(block, Tag, 42, columns, times.Written, apart);
        return (block.Written.ToArray(), times.Written.ToArray());
    }

    private static (TagKind Kind, ulong Bits, object? Reference) Value(string shape, Random random, int walk, int i) => shape switch
    {
        "steady" or "walk" => Float(walk / 100.0),
        "noise" => Float(Math.Round(random.NextDouble() * 1000, random.Next(0, 6))),
        "floats" => Float(random.NextDouble()),
        "float32" => (TagKind.Float32, BitConverter.SingleToUInt32Bits(random.Next(3) == 0 ? walk / 10f : (float)random.NextDouble()), null),
        "counter" => (TagKind.UInt32, (ulong)(i * 3) + (ulong)random.Next(2), null),
        "state" => (TagKind.Int16, (ulong)(i / 100), null),
        "bits" => (TagKind.Boolean, (ulong)random.Next(2), null),
        "weird" => Float(random.Next(12) switch
        {
            0 => double.NaN,
            1 => -0.0,
            2 => double.Epsilon,
            3 => double.NegativeInfinity,
            4 => BitConverter.UInt64BitsToDouble(0x7FF0_0000_0000_0001UL | (ulong)random.NextInt64(1L << 51)),
            5 => double.MaxValue,
            _ => walk / 10.0,
        }),
        "rare" => Float(random.Next(40) switch
        {
            0 => -0.0,
            1 => double.NaN,
            2 => double.PositiveInfinity,
            _ => walk / 100.0,
        }),
        "strings" => (TagKind.String, 0, random.Next(5) == 0 ? "x\ud800" : "state " + random.Next(6)),
        "bytes" => (TagKind.Bytes, 0, Bytes(random)),
        "gaps" when random.Next(4) == 0 => (TagKind.None, 0, null),
        "gaps" => Float(walk / 10.0),
        "integers" => (TagKind.Int64, (ulong)random.NextInt64(long.MinValue, long.MaxValue), null),
        "unsigned" => (TagKind.UInt64, ulong.MaxValue - (ulong)random.Next(5), null),
        "drift" => (TagKind.Int64, (ulong)((long)i * i * 7), null),
        // Any bits at all: signalling and quiet NaN with payloads, denormals, infinities.
        "payloads" => (TagKind.Float64, BitConverter.DoubleToUInt64Bits(random.Next(2) == 0 ? double.NaN : double.Epsilon * random.Next(1000)) ^ (ulong)random.NextInt64(1L << 50), null),
        "texts" => (TagKind.String, 0, $"batch {walk} of order {i / 7} on press 3 was ended by the operator, reason {random.Next(9)}"),
        "constant" => Float(3.7),
        "singles" => Float((float)walk / 7),
        _ => (TagKind.None, 0, null),
    };

    private static (TagKind Kind, ulong Bits, object? Reference) Float(double value) =>
        (TagKind.Float64, BitConverter.DoubleToUInt64Bits(value), null);

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(0, 20)];
        random.NextBytes(bytes);
        return bytes;
    }
}
