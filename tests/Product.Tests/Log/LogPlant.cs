using Millwright.Flow.Files;
using Millwright.Flow.Log;
using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Product.Tests.Log;

/// <summary>Tags, batches and logs for the tests.</summary>
internal static class LogPlant
{
    public const string Folder = "/data/log";

    /// <summary>Commits at once, keeps nothing in memory, small segments.</summary>
    public static LogOptions Small => new()
    {
        CommitInterval = TimeSpan.Zero,
        SegmentBytes = 4 << 10,
        RecentBytes = 0,
        KeepFreeBytes = 0,
        MaxBytes = 1L << 40,
        RetainBytes = 1L << 40,
        RetainAge = TimeSpan.FromDays(10_000),
        ProbeInterval = TimeSpan.FromMilliseconds(10),
    };

    public static TagTable Tags(int count, out IReadOnlyList<TagHandle> handles)
    {
        var table = new TagTable();
        handles = table.Replace([.. Enumerable.Range(0, count).Select(Tag)]);
        return table;
    }

    /// <summary>The same identity for the same number, in whatever table.</summary>
    public static TagDefinition Tag(int number) => new()
    {
        Id = new(new Guid(number + 1, 7, 7, [1, 2, 3, 4, 5, 6, 7, 8])),
        Path = TagPath.Parse($"acme/berlin/press-shop/line1/press{number / 10}/tag{number}"),
        Kind = TagKind.Float64,
        Connection = $"press{number / 10}",
        Address = $"holding {number}",
        Unit = Unit.TryParse("°C", out var unit) ? unit : null,
    };

    public static SampleLog Open(IFileStore files, TagTable tags, LogOptions? options = null, ILossRecorder? losses = null, TimeProvider? clock = null) =>
        SampleLog.Open(files, Folder, tags, options ?? Small, clock ?? TimeProvider.System, losses);

    /// <summary>A batch that carries a number in its values and times, so that a wrong one would show.</summary>
    public static SampleBatch Batch(IReadOnlyList<TagHandle> tags, int number, int samples = 3)
    {
        var batch = SampleBatch.Rent(samples);
        for (var i = 0; i < samples; i++)
            batch.Add(tags[(number + i) % tags.Count], TimeOf(number), TagValue.Of(number + i / 100.0), Quality.Good);
        return batch;
    }

    public static Timestamp TimeOf(int number) => new(638_000_000_000_000_000 + number * TimeSpan.TicksPerSecond);

    /// <summary>The number of a batch made by <see cref="Batch"/>, after checking every sample of it.</summary>
    public static int NumberOf(SampleBatch batch, TagTable tags)
    {
        var number = (int)batch.Value(0).ToDouble();
        for (var i = 0; i < batch.Count; i++)
        {
            Assert.Equal(TimeOf(number), batch[i].SourceTime);
            Assert.Equal(TagValue.Of(number + i / 100.0), batch[i].Value);
            Assert.Equal(Quality.Good, batch[i].Quality);
            Assert.StartsWith("tag", tags[batch[i].Tag].Path.Name, StringComparison.Ordinal);
        }
        return number;
    }

    public static async Task<LogPosition> AppendAsync(SampleLog log, SampleBatch batch)
    {
        using (batch)
            return await log.AppendAsync(batch, CancellationToken.None);
    }

    public static async Task<LogPosition> CommitAsync(SampleLog log, SampleBatch batch)
    {
        var position = await AppendAsync(log, batch);
        await log.WhenCommittedAsync(position, CancellationToken.None);
        return position;
    }

    /// <summary>The numbers of all batches that a cursor gives now.</summary>
    public static List<int> ReadAll(ILogCursor cursor, TagTable tags) => [.. Entries(cursor).Select(e =>
    {
        using (e.Batch)
            return NumberOf(e.Batch, tags);
    })];

    public static IEnumerable<LogEntry> Entries(ILogCursor cursor)
    {
        while (cursor.TryRead(out var entry))
            yield return entry;
    }

    public static string TemporaryFolder()
    {
        var folder = Path.Combine(Path.GetTempPath(), "millwright-log-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        return folder;
    }
}

/// <summary>Remembers what it is told.</summary>
internal sealed class LossList : ILossRecorder
{
    private readonly Lock _gate = new();
    private readonly List<LogLoss> _losses = [];

    public IReadOnlyList<LogLoss> Losses
    {
        get
        {
            lock (_gate)
                return [.. _losses];
        }
    }

    public void Dropped(LogLoss loss)
    {
        lock (_gate)
            _losses.Add(loss);
    }
}
