using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Benchmarks.Log;

/// <summary>10,000 tags of slow process data: noisy analogs with two decimals, counters, states.</summary>
internal sealed class SlowPlant
{
    public const int TagCount = 10_000;
    public const int GroupSize = 1_000;

    private readonly Random _random = new(1);
    private readonly IReadOnlyList<TagHandle> _handles;
    private readonly double[] _levels = new double[TagCount];
    private readonly uint[] _counters = new uint[TagCount];

    public SlowPlant()
    {
        _handles = Tags.Replace([.. Enumerable.Range(0, TagCount).Select(Define)]);
        for (var i = 0; i < TagCount; i++)
        {
            _levels[i] = 20 + 80 * _random.NextDouble();
            _counters[i] = (uint)_random.Next(10_000_000);
        }
    }

    public TagTable Tags { get; } = new();

    /// <summary>The poll groups of one second.</summary>
    public List<SampleBatch> Second(int second)
    {
        var time = new Timestamp(new DateTime(2026, 3, 9, 10, 0, 0, DateTimeKind.Utc).Ticks + second * TimeSpan.TicksPerSecond);
        var batches = new List<SampleBatch>();
        for (var start = 0; start < TagCount; start += GroupSize)
        {
            var batch = SampleBatch.Rent(GroupSize);
            for (var i = start; i < start + GroupSize; i++)
                batch.Add(_handles[i], time, Next(i), Quality.Good);
            batches.Add(batch);
            time += TimeSpan.FromMilliseconds(13.7);
        }
        return batches;
    }

    private TagValue Next(int tag)
    {
        switch (tag % 10)
        {
            case < 7:
                _levels[tag] += 0.2 * (_random.NextDouble() - 0.5);
                return TagValue.Of(Math.Round(_levels[tag], 2));
            case < 9:
                _counters[tag] += (uint)_random.Next(3);
                return TagValue.Of(_counters[tag]);
            default:
                return TagValue.Of((short)_random.Next(5));
        }
    }

    private static TagDefinition Define(int number) => new()
    {
        Id = TagId.New(TimeProvider.System),
        Path = TagPath.Parse($"acme/berlin/press-shop/line{number / 1_000}/press{number / 100}/tag{number}"),
        Kind = (number % 10) switch { < 7 => TagKind.Float64, < 9 => TagKind.UInt32, _ => TagKind.Int16 },
        Connection = $"press{number / 100}",
        Address = $"holding {number}",
    };
}
