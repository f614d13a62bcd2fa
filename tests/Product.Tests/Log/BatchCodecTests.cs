using Millwright.Flow.Log;
using Millwright.Model;

namespace Millwright.Product.Tests.Log;

public sealed class BatchCodecTests
{
    public static TheoryData<TagValue[]> Values => new(
        [TagValue.None, TagValue.Of(true), TagValue.Of(false)],
        [TagValue.Of(sbyte.MinValue), TagValue.Of(sbyte.MaxValue), TagValue.Of((byte)255), TagValue.Of((byte)0)],
        [TagValue.Of(short.MinValue), TagValue.Of(short.MaxValue), TagValue.Of(ushort.MaxValue)],
        [TagValue.Of(int.MinValue), TagValue.Of(int.MaxValue), TagValue.Of(-1), TagValue.Of(uint.MaxValue)],
        [TagValue.Of(long.MinValue), TagValue.Of(long.MaxValue), TagValue.Of(ulong.MaxValue), TagValue.Of(0L)],
        [TagValue.Of(0f), TagValue.Of(-0f), TagValue.Of(float.NaN), TagValue.Of(float.NegativeInfinity), TagValue.Of(float.Epsilon), TagValue.Of(20.5f), TagValue.Of(-273.15f), TagValue.Of(float.MaxValue)],
        [TagValue.FromBits(TagKind.Float32, 0x7FC0_1234), TagValue.FromBits(TagKind.Float32, 0x1_0000_0001)],
        [TagValue.Of(0d), TagValue.Of(-0d), TagValue.Of(double.NaN), TagValue.Of(double.PositiveInfinity), TagValue.Of(double.Epsilon), TagValue.Of(20.57), TagValue.Of(-0.00001), TagValue.Of(Math.PI), TagValue.Of(1e300), TagValue.Of(4503599627370495.5), TagValue.Of(1e22)],
        [TagValue.FromBits(TagKind.Float64, 0x7FF8_0000_DEAD_BEEF), TagValue.FromBits(TagKind.Float64, 0xFFF0_0000_0000_0001)],
        [TagValue.Of(""), TagValue.Of("läuft"), TagValue.Of("a\0b"), TagValue.Of("\uD83D\uDE00"), TagValue.Of("\uD83D alone"), TagValue.Of(new string('x', 70_000))],
        [TagValue.Of(Array.Empty<byte>()), TagValue.Of(new byte[] { 0, 255 })],
        [TagValue.OfArray(new[] { true, false }), TagValue.OfArray(new sbyte[] { -1 }), TagValue.OfArray(new byte[] { 1, 2 }), TagValue.OfArray(new short[] { -2 }), TagValue.OfArray(new ushort[] { 2 })],
        [TagValue.OfArray(new[] { int.MinValue, 1 }), TagValue.OfArray(new[] { 1u }), TagValue.OfArray(new[] { long.MaxValue }), TagValue.OfArray(new[] { ulong.MaxValue }), TagValue.OfArray(Array.Empty<int>())],
        [TagValue.OfArray(new[] { float.NaN, -0f }), TagValue.OfArray(new[] { double.NaN, -0d }), TagValue.OfArray(new[] { "a", "", null! })]);

    [Theory]
    [MemberData(nameof(Values))]
    public void Every_kind_of_value_comes_back_bit_by_bit(TagValue[] values)
    {
        using var batch = SampleBatch.Rent(values.Length);
        for (var i = 0; i < values.Length; i++)
            batch.Add(new(i), LogPlant.TimeOf(i), values[i], Quality.Good);
        AssertSame(batch);
    }

    [Fact]
    public void Random_batches_come_back_as_they_were()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            using var batch = RandomBatch(new Random(seed));
            AssertSame(batch);
        }
    }

    [Fact]
    public void A_random_payload_never_crashes_the_decoder()
    {
        var tags = Enumerable.Range(0, 50).Select(i => new TagHandle(i)).ToArray();
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            using var batch = RandomBatch(random);
            var payload = Encode(batch, out _);
            for (var i = random.Next(1, 6); i > 0; i--)
                payload[random.Next(payload.Length)] = (byte)random.Next(256);
            if (BatchDecoder.TryDecode(payload.AsSpan(0, random.Next(2) == 0 ? payload.Length : random.Next(payload.Length)), tags, out var decoded, out _))
                decoded!.Dispose();
        }
    }

    [Fact]
    public void A_poll_group_of_slow_process_data_takes_less_than_four_and_a_half_bytes_a_sample()
    {
        var random = new Random(1);
        using var batch = SampleBatch.Rent(1_000);
        for (var i = 0; i < batch.Capacity; i++)
        {
            var value = (i % 10) switch
            {
                < 7 => TagValue.Of(Math.Round(20 + 60 * random.NextDouble(), 2)),
                < 9 => TagValue.Of((uint)(1_000_000 + random.Next(1_000_000))),
                _ => TagValue.Of((short)random.Next(5)),
            };
            batch.Add(new(i), LogPlant.TimeOf(1), value, Quality.Good);
        }
        Assert.True(Encode(batch, out _).Length < 4.5 * batch.Count);
    }

    private static SampleBatch RandomBatch(Random random)
    {
        var batch = SampleBatch.Rent(random.Next(1, 40));
        var style = random.Next(4);
        while (!batch.IsFull)
        {
            var time = style switch
            {
                0 => LogPlant.TimeOf(1),
                1 => LogPlant.TimeOf(batch.Count),
                2 => LogPlant.TimeOf(random.Next(100)),
                _ => new Timestamp(random.NextInt64(long.MinValue, long.MaxValue)),
            };
            var server = random.Next(3) == 0 ? new Timestamp(random.NextInt64()) : default;
            var quality = random.Next(4) == 0 ? new Quality((uint)random.NextInt64(uint.MaxValue)) : Quality.Good;
            batch.Add(new(style == 1 ? batch.Count : random.Next(50)), time, RandomValue(random), quality, server);
        }
        return batch;
    }

    private static TagValue RandomValue(Random random)
    {
        var kind = (TagKind)random.Next((int)TagKind.Bytes + 1);
        return kind switch
        {
            TagKind.String => TagValue.Of(new string([.. Enumerable.Range(0, random.Next(9)).Select(_ => (char)random.Next(0x10000))])),
            TagKind.Bytes => TagValue.Of(new byte[random.Next(9)]),
            TagKind.Float64 when random.Next(2) == 0 => TagValue.Of(Math.Round(random.NextDouble() * 1e5, random.Next(8))),
            TagKind.Float32 when random.Next(2) == 0 => TagValue.Of((float)Math.Round(random.NextDouble() * 1e4, random.Next(5))),
            _ => TagValue.FromBits(kind, (ulong)random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64)),
        };
    }

    private static byte[] Encode(SampleBatch batch, out TagHandle[] tags)
    {
        var encoder = new BatchEncoder();
        encoder.Number(batch);
        tags = [.. encoder.Tags];
        var buffer = new byte[BatchEncoder.MaxBytes(batch)];
        return buffer[..encoder.Encode(batch, buffer)];
    }

    private static void AssertSame(SampleBatch batch)
    {
        var payload = Encode(batch, out var tags);
        Assert.True(BatchDecoder.TryDecode(payload, tags, out var decoded, out var problem), problem);
        using (decoded)
        {
            Assert.Equal(batch.Count, decoded!.Count);
            for (var i = 0; i < batch.Count; i++)
                Assert.Equal(batch[i], decoded[i]);
        }
        for (var length = 0; length < Math.Min(payload.Length, 200); length++)
            Assert.False(BatchDecoder.TryDecode(payload.AsSpan(0, length), tags, out _, out _));
    }
}
