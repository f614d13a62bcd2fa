using Millwright.Historian;
using Millwright.Historian.Queries;
using Millwright.Model;

namespace Millwright.Conformance.History;

/// <summary>What every store must do; a store's test inherits it and says how to write, settle and reopen.</summary>
public abstract class HistoryStoreConformance
{
    private static readonly Timestamp Start = Timestamp.From(new DateTimeOffset(2026, 3, 9, 10, 0, 0, TimeSpan.Zero));

    protected abstract IHistoryStore Store { get; }

    /// <summary>Writes samples in the order given; returns when queries see them.</summary>
    protected abstract Task WriteAsync(TagId tag, IReadOnlyList<StoredSample> samples);

    /// <summary>Brings everything into its lasting form.</summary>
    protected abstract Task SettleAsync();

    /// <summary>Stops the store and opens it again.</summary>
    protected abstract Task ReopenAsync();

    [Fact]
    public async Task An_unknown_tag_has_nothing()
    {
        var tag = NewTag();
        Assert.False(Store.TryGetLast(tag, out _));
        Assert.Empty(await ReadAsync(tag));
        Assert.Equal(0, await Store.CountAsync(tag, Timestamp.MinValue, Timestamp.MaxValue, default));
        Assert.Null(await Store.GetExtentAsync(tag, default));
        Assert.Empty(await Store.DownsampleAsync(tag, At(0), At(10), 5, default));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Samples_come_back_in_time_order_however_they_came(bool settled)
    {
        var tag = NewTag();
        await WriteAsync(tag, [Number(5), Number(6), Number(9)]);
        await MaybeSettleAsync(settled);
        await WriteAsync(tag, [Number(7), Number(1)]);
        await MaybeSettleAsync(settled);
        await WriteAsync(tag, [Number(8), Number(2), Number(3)]);
        await MaybeSettleAsync(settled);
        Assert.Equal([Number(1), Number(2), Number(3), Number(5), Number(6), Number(7), Number(8), Number(9)], await ReadAsync(tag));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_range_includes_its_beginning_and_not_its_end(bool settled)
    {
        var tag = NewTag();
        await WriteAsync(tag, [Number(1), Number(2), Number(3), Number(4)]);
        await MaybeSettleAsync(settled);
        Assert.Equal([Number(2), Number(3)], await ReadAsync(tag, At(2), At(4)));
        Assert.Equal(2, await Store.CountAsync(tag, At(2), At(4), default));
        Assert.Empty(await ReadAsync(tag, At(4), At(4)));
        Assert.Empty(await ReadAsync(tag, At(4), At(2)));
        Assert.Equal(0, await Store.CountAsync(tag, At(4), At(2), default));
        Assert.Empty(await ReadAsync(tag, At(5), At(9)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_two_samples_with_one_time_the_last_written_counts(bool settled)
    {
        var tag = NewTag();
        await WriteAsync(tag, [Number(1), Number(2), Number(3)]);
        await MaybeSettleAsync(settled);
        await WriteAsync(tag, [Number(2, 20)]);
        await MaybeSettleAsync(settled);
        await WriteAsync(tag, [Number(3, 30), Number(3, 31)]);
        Assert.Equal([Number(1), Number(2, 20), Number(3, 31)], await ReadAsync(tag));
        Assert.Equal(3, await Store.CountAsync(tag, At(0), At(9), default));
        Assert.True(Store.TryGetLast(tag, out var last));
        Assert.Equal(Number(3, 31), last);
        await SettleAsync();
        await ReopenAsync();
        Assert.Equal([Number(1), Number(2, 20), Number(3, 31)], await ReadAsync(tag));
        var bucket = Assert.Single(await Store.DownsampleAsync(tag, At(0), At(9), 1, default));
        Assert.Equal(new Bucket(At(0), 1, 31, 52.0 / 3, 3, Quality.Good), bucket);
    }

    [Fact]
    public async Task A_limit_ends_the_answer()
    {
        var tag = NewTag();
        await WriteAsync(tag, [Number(1), Number(2), Number(3)]);
        Assert.Equal([Number(1), Number(2)], await ReadAsync(tag, limit: 2));
        Assert.Empty(await ReadAsync(tag, limit: 0));
    }

    [Fact]
    public async Task A_bad_reading_without_value_is_kept_and_does_not_count_as_a_number()
    {
        var tag = NewTag();
        var bad = new StoredSample(At(2), TagValue.None, Quality.BadCommunicationError);
        var doubtful = Number(3) with { Quality = Quality.BadSensorFailure };
        await WriteAsync(tag, [Number(1), bad, doubtful, Number(4) with { Quality = Quality.Uncertain }]);
        await SettleAsync();
        Assert.Equal([Number(1), bad, doubtful, Number(4) with { Quality = Quality.Uncertain }], await ReadAsync(tag));
        var bucket = Assert.Single(await Store.DownsampleAsync(tag, At(0), At(10), 1, default));
        Assert.Equal(new Bucket(At(0), 1, 4, 2.5, 4, Quality.BadCommunicationError), bucket);
    }

    [Fact]
    public async Task Samples_without_numbers_have_a_count_and_no_mean()
    {
        var tag = NewTag();
        await WriteAsync(tag, [new(At(1), TagValue.Of("idle"), Quality.Good), new(At(2), TagValue.None, Quality.Bad)]);
        var bucket = Assert.Single(await Store.DownsampleAsync(tag, At(0), At(10), 1, default));
        Assert.Equal(new Bucket(At(0), double.NaN, double.NaN, double.NaN, 2, Quality.Bad), bucket);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Every_kind_comes_back_bit_by_bit(string _, TagValue[] values)
    {
        var tag = NewTag();
        var samples = values.Select((v, i) => new StoredSample(At(i), v, Quality.Good, At(i) + TimeSpan.FromTicks(3))).ToArray();
        await WriteAsync(tag, samples);
        Assert.Equal(samples, await ReadAsync(tag));
        Assert.True(Store.TryGetLast(tag, out var last));
        Assert.Equal(samples[^1], last);
        await SettleAsync();
        Assert.Equal(samples, await ReadAsync(tag));
        await ReopenAsync();
        Assert.Equal(samples, await ReadAsync(tag));
        Assert.True(Store.TryGetLast(tag, out last));
        Assert.Equal(samples[^1], last);
    }

    [Fact]
    public async Task A_tag_may_change_its_kind()
    {
        var tag = NewTag();
        StoredSample[] samples =
        [
            Number(1), new(At(2), TagValue.Of(7), Quality.Good), new(At(3), TagValue.None, Quality.Bad),
            new(At(4), TagValue.Of("seven"), Quality.Good), Number(5),
        ];
        await WriteAsync(tag, samples);
        Assert.Equal(samples, await ReadAsync(tag));
        await SettleAsync();
        Assert.Equal(samples, await ReadAsync(tag));
    }

    [Fact]
    public async Task A_late_sample_is_not_the_last()
    {
        var tag = NewTag();
        await WriteAsync(tag, [Number(5)]);
        await SettleAsync();
        await ReopenAsync();
        await WriteAsync(tag, [Number(1)]);
        Assert.True(Store.TryGetLast(tag, out var last));
        Assert.Equal(Number(5), last);
        Assert.Equal(new TagExtent(At(1), At(5), 2), await Store.GetExtentAsync(tag, default));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(50)]
    [InlineData(4999)]
    [InlineData(6000)]
    public async Task A_long_steady_series_is_downsampled_like_the_plain_list(int buckets)
    {
        var tag = NewTag();
        var samples = Enumerable.Range(0, 5000).Select(i => Number(i, i * 37 % 1000 / 10.0)).ToList();
        await WriteAsync(tag, samples);
        await SettleAsync();
        AssertBuckets(Oracle(samples, At(0), At(5000), buckets), await Store.DownsampleAsync(tag, At(0), At(5000), buckets, default));
        var part = samples.GetRange(100, 4321);
        AssertBuckets(Oracle(part, At(100), At(4421), buckets), await Store.DownsampleAsync(tag, At(100), At(4421), buckets, default));
        Assert.Equal(4321, await Store.CountAsync(tag, At(100), At(4421), default));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Random_histories_answer_like_the_plain_list(int seed)
    {
        var random = new Random(seed);
        var tag = NewTag();
        var expected = new SortedDictionary<long, StoredSample>();
        for (var round = 0; round < 12; round++)
        {
            var batch = new List<StoredSample>();
            for (var i = random.Next(1, 900); i > 0; i--)
                batch.Add(RandomSample(random, round));
            foreach (var sample in batch)
                expected[sample.SourceTime.Ticks] = sample;
            await WriteAsync(tag, batch);
            if (random.Next(3) == 0)
                await SettleAsync();
            if (random.Next(6) == 0)
                await ReopenAsync();
            await CompareAsync(tag, expected.Values, random);
        }
    }

    public static TheoryData<string, TagValue[]> Values() => new()
    {
        { "bool", [TagValue.Of(true), TagValue.Of(false), TagValue.Of(true)] },
        { "int8", [TagValue.Of(sbyte.MinValue), TagValue.Of((sbyte)-1), TagValue.Of(sbyte.MaxValue)] },
        { "uint8", [TagValue.Of(byte.MinValue), TagValue.Of(byte.MaxValue)] },
        { "int16", [TagValue.Of(short.MinValue), TagValue.Of(short.MaxValue)] },
        { "uint16", [TagValue.Of(ushort.MinValue), TagValue.Of(ushort.MaxValue)] },
        { "int32", [TagValue.Of(int.MinValue), TagValue.Of(int.MaxValue), TagValue.Of(0)] },
        { "uint32", [TagValue.Of(uint.MinValue), TagValue.Of(uint.MaxValue)] },
        { "int64", [TagValue.Of(long.MinValue), TagValue.Of(long.MaxValue), TagValue.Of(-1L)] },
        { "uint64", [TagValue.Of(ulong.MinValue), TagValue.Of(ulong.MaxValue), TagValue.Of(1UL << 63)] },
        { "float32", [TagValue.Of(0f), TagValue.Of(-0f), TagValue.Of(float.NaN), TagValue.Of(float.Epsilon), TagValue.Of(0.1f), TagValue.Of(float.NegativeInfinity)] },
        { "float64", [TagValue.Of(0d), TagValue.Of(-0d), TagValue.Of(double.Epsilon), TagValue.Of(double.MaxValue), TagValue.Of(0.1), TagValue.Of(double.PositiveInfinity)] },
        { "nan", [TagValue.FromBits(TagKind.Float64, 0x7FF8_0000_0000_1234), TagValue.FromBits(TagKind.Float64, 0xFFF0_0000_0000_0001), TagValue.Of(21.5)] },
        { "string", [TagValue.Of(""), TagValue.Of("Störung"), TagValue.Of("\ud83d\udd27"), TagValue.Of("half \ud83d"), TagValue.Of("Störung")] },
        { "bytes", [TagValue.Of(Array.Empty<byte>()), TagValue.Of(new byte[] { 0, 255, 7 })] },
        { "float64[]", [TagValue.OfArray(new[] { 1.5, double.NaN }), TagValue.OfArray(Array.Empty<double>())] },
        { "int16[]", [TagValue.OfArray(new short[] { 1, -1 }), TagValue.OfArray(new short[] { short.MinValue })] },
        { "uint8[]", [TagValue.OfArray(new byte[] { 1, 2 })] },
        { "bool[]", [TagValue.OfArray(new[] { true, false })] },
        { "string[]", [TagValue.OfArray(new[] { "a", "" }), TagValue.OfArray(Array.Empty<string>())] },
    };

    protected static Timestamp At(double seconds) => Start + TimeSpan.FromSeconds(seconds);

    protected static StoredSample Number(double second, double? value = null) => new(At(second), TagValue.Of(value ?? second), Quality.Good);

    protected static TagId NewTag() => new(Guid.NewGuid());

    protected async Task<List<StoredSample>> ReadAsync(TagId tag, Timestamp? from = null, Timestamp? to = null, int limit = int.MaxValue)
    {
        var samples = new List<StoredSample>();
        await foreach (var sample in Store.ReadRawAsync(tag, from ?? Timestamp.MinValue, to ?? Timestamp.MaxValue, limit, default))
            samples.Add(sample);
        return samples;
    }

    private static StoredSample RandomSample(Random random, int round)
    {
        // Mostly onward, sometimes late, sometimes on a time that was there before.
        var second = random.Next(10) == 0 ? random.Next(0, 6000) : (round * 500) + random.Next(0, 500);
        var quality = random.Next(20) == 0 ? Quality.BadTimeout : random.Next(20) == 0 ? Quality.Uncertain : Quality.Good;
        var value = random.Next(30) switch
        {
            0 => TagValue.None,
            1 => TagValue.Of(double.NaN),
            _ => TagValue.Of(Math.Round(random.NextDouble() * 100, 2)),
        };
        return new(At(second), value, quality);
    }

    private async Task CompareAsync(TagId tag, SortedDictionary<long, StoredSample>.ValueCollection expected, Random random)
    {
        var a = At(random.Next(-10, 6100));
        var b = At(random.Next(-10, 6100));
        var (from, to) = a < b ? (a, b + TimeSpan.FromTicks(1)) : (b, a + TimeSpan.FromTicks(1));
        var inside = expected.Where(s => s.SourceTime >= from && s.SourceTime < to).ToList();
        Assert.Equal(inside, await ReadAsync(tag, from, to));
        Assert.Equal(inside.Count, await Store.CountAsync(tag, from, to, default));
        Assert.Equal(
            new TagExtent(expected.First().SourceTime, expected.Last().SourceTime, expected.Count), await Store.GetExtentAsync(tag, default));
        Assert.True(Store.TryGetLast(tag, out var last));
        Assert.Equal(expected.Last(), last);
        var buckets = random.Next(1, 200);
        AssertBuckets(Oracle(inside, from, to, buckets), await Store.DownsampleAsync(tag, from, to, buckets, default));
        Assert.Equal(Nullable(expected.Where(s => s.SourceTime < from)).LastOrDefault(), await Store.FindBeforeAsync(tag, from, default));
        Assert.Equal(Nullable(expected.Where(s => s.SourceTime >= from)).FirstOrDefault(), await Store.FindFromAsync(tag, from, default));
        var width = random.Next(2) == 0 ? random.Next(1, 400) : 60;
        var bounds = Enumerable.Range(0, random.Next(2, 60)).Select(i => At(i * width)).ToList();
        var course = new CourseOptions(random.Next(2) == 0 ? Interpolation.Sloped : Interpolation.Stepped);
        var intervals = await Store.SummarizeAsync(tag, bounds, course, default);
        Assert.Equal(bounds.Count - 1, intervals.Count);
        foreach (var interval in intervals)
            AssertInterval([.. expected], interval, course.Interpolation);
    }

    private static IEnumerable<StoredSample?> Nullable(IEnumerable<StoredSample> samples) => samples.Select(s => (StoredSample?)s);

    /// <summary>The figures by the words of their definitions, sample by sample.</summary>
    private static void AssertInterval(List<StoredSample> all, IntervalSummary interval, Interpolation interpolation)
    {
        var inside = all.Where(s => s.SourceTime >= interval.From && s.SourceTime < interval.To).ToList();
        var numbers = inside.Where(IsNumber).Select(s => s.Value.ToDouble()).ToList();
        Assert.Equal((inside.Count, numbers.Count), (interval.Count, interval.Numbers));
        Assert.Equal(numbers.Sum(), interval.Sum, 1e-6);
        var (good, bad, covered, integral) = (0L, 0L, 0L, 0.0);
        for (var i = 0; i + 1 < all.Count; i++)
        {
            var (left, right) = (all[i], all[i + 1]);
            var start = Math.Max(left.SourceTime.Ticks, interval.From.Ticks);
            var end = Math.Min(right.SourceTime.Ticks, interval.To.Ticks);
            if (end <= start)
                continue;
            good += left.Quality.IsGood ? end - start : 0;
            bad += left.Quality.IsBad ? end - start : 0;
            if (!IsNumber(left))
                continue;
            covered += end - start;
            var slope = interpolation == Interpolation.Sloped && IsNumber(right)
                ? (right.Value.ToDouble() - left.Value.ToDouble()) / (right.SourceTime - left.SourceTime).TotalSeconds
                : 0;
            var middle = (start - left.SourceTime.Ticks + (end - left.SourceTime.Ticks)) / 2.0 / TimeSpan.TicksPerSecond;
            integral += (left.Value.ToDouble() + (slope * middle)) * (end - start) / TimeSpan.TicksPerSecond;
        }
        // The last sample counts until now, which the store knows better than this.
        if (all[^1].SourceTime < interval.To)
            return;
        Assert.Equal((new TimeSpan(good), new TimeSpan(bad), new TimeSpan(covered)), (interval.Good, interval.Bad, interval.Covered));
        Assert.Equal(integral, interval.Integral, 1e-4);
    }

    private static bool IsNumber(StoredSample sample) =>
        !sample.Quality.IsBad && sample.Value.TryGetDouble(out var number) && !double.IsNaN(number);

    private static List<Bucket> Oracle(List<StoredSample> samples, Timestamp from, Timestamp to, int buckets)
    {
        var answer = new List<Bucket>();
        var span = (Int128)to.Ticks - from.Ticks;
        for (var i = 0; i < buckets; i++)
        {
            var start = from.Ticks + (long)(span * i / buckets);
            var end = from.Ticks + (long)(span * (i + 1) / buckets);
            var part = samples.Where(s => s.SourceTime.Ticks >= start && s.SourceTime.Ticks < end).ToList();
            if (part.Count == 0)
                continue;
            var numbers = part.Where(s => !s.Quality.IsBad && s.Value.TryGetDouble(out var n) && !double.IsNaN(n)).Select(s => s.Value.ToDouble()).ToList();
            answer.Add(new(
                new(start), numbers.Count > 0 ? numbers.Min() : double.NaN, numbers.Count > 0 ? numbers.Max() : double.NaN,
                numbers.Count > 0 ? numbers.Average() : double.NaN, part.Count,
                part.Select(s => s.Quality).Aggregate(Quality.Worst)));
        }
        return answer;
    }

    private static void AssertBuckets(List<Bucket> expected, IReadOnlyList<Bucket> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.Equal(e with { Mean = 0 }, a with { Mean = 0 });
            Assert.Equal(e.Mean, a.Mean, 9);
        }
    }

    private Task MaybeSettleAsync(bool settled) => settled ? SettleAsync() : Task.CompletedTask;
}
