using Millwright.Fakes;
using Millwright.Historian;
using Millwright.Model;

namespace Millwright.Product.Tests.Historian;

/// <summary>A store over files and a log in memory, and what it was given.</summary>
internal sealed class StorePlant
{
    private static readonly Timestamp Start = Timestamp.From(new DateTimeOffset(2026, 3, 9, 10, 0, 0, TimeSpan.Zero));

    public TagId[] Tags { get; } = [.. Enumerable.Range(1, 3).Select(i => new TagId(new Guid(i, 0, 0, new byte[8])))];

    public MemoryFileStore Files { get; set; } = new();

    public MemoryLog Log { get; } = new();

    public ManualClock Clock { get; } = new();

    public HistorianOptions Options { get; } = new() { KeepFor = TimeSpan.Zero, KeepMinutesFor = TimeSpan.Zero, KeepHoursFor = TimeSpan.Zero };

    /// <summary>What the store must hold of each tag.</summary>
    public Dictionary<TagId, SortedDictionary<long, StoredSample>> Expected { get; } = [];

    /// <summary>Lets time pass until then.</summary>
    public void SetClock(Timestamp time) => Clock.Advance(time - Timestamp.Now(Clock));

    /// <summary>The path that the log gives a tag.</summary>
    public static TagPath PathOf(int tag) => TagPath.Parse("plant/" + new TagId(new Guid(tag + 1, 0, 0, new byte[8])));

    public static Timestamp At(long second) => Start + TimeSpan.FromSeconds(second);

    public HistoryStore Open() => HistoryStore.Open(Options, "/history", Files, Log.OpenCursor(), Log.Tags, Clock);

    /// <summary>Commits samples of all tags to the log: mostly new, some late, some replacing others.</summary>
    public void Log100(int round, int seed)
    {
        var random = new Random(seed);
        foreach (var tag in Tags)
        {
            for (var i = 0; i < 33; i++)
            {
                var second = random.Next(12) == 0 ? random.Next(0, (round + 1) * 33) : (round * 33) + i;
                Append(tag, new(At(second), TagValue.Of(Math.Round(random.NextDouble() * 50, 1)), Quality.Good));
            }
        }
    }

    public void Append(TagId tag, StoredSample sample)
    {
        Log.Append((tag, sample));
        if (!Expected.TryGetValue(tag, out var samples))
            Expected.Add(tag, samples = []);
        samples[sample.SourceTime.Ticks] = sample;
    }

    public async Task AssertCompleteAsync(HistoryStore store)
    {
        foreach (var (tag, samples) in Expected)
        {
            Assert.Equal(samples.Values, await ReadAsync(store, tag));
            Assert.Equal(samples.Count, await store.CountAsync(tag, Timestamp.MinValue, Timestamp.MaxValue, default));
        }
    }

    public static async Task<List<StoredSample>> ReadAsync(HistoryStore store, TagId tag)
    {
        var samples = new List<StoredSample>();
        await foreach (var sample in store.ReadRawAsync(tag, Timestamp.MinValue, Timestamp.MaxValue, int.MaxValue, default))
            samples.Add(sample);
        return samples;
    }
}
