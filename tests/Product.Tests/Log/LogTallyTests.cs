using Millwright.Fakes;
using Millwright.Flow.Log;
using Millwright.Flow.Tags;
using Millwright.Model;
using Millwright.Product.Tests.Events;

namespace Millwright.Product.Tests.Log;

/// <summary>Batches that are counted, and events that are read, without unpacking the samples around them.</summary>
public sealed class LogTallyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_count_says_of_each_connection_what_reading_says(int seed)
    {
        var random = new Random(seed);
        var files = new FaultyFileStore();
        var tags = LogPlant.Tags(40, out var handles);
        using var log = LogPlant.Open(files, tags);
        for (var i = 0; i < 60; i++)
            await LogPlant.CommitAsync(log, Make(handles, random));
        using var reading = log.OpenCursor("reading");
        using var counting = log.OpenCursor("counting");
        var tally = new LogTally(tags);
        foreach (var entry in LogPlant.Entries(reading))
        {
            using var batch = entry.Batch;
            Assert.True(counting.TryTally(tally));
            Assert.Equal((entry.Position, batch.Count), (tally.Position, tally.Samples));
            Assert.Equal(Said(batch, tags), tally.Connections.OrderBy(c => c.Connection, StringComparer.Ordinal));
            Assert.Equal(batch.SourceTimes.ToArray().Max(), tally.Newest);
        }
        Assert.False(counting.TryTally(tally));
        Assert.Equal(reading.Position, counting.Position);
    }

    [Fact]
    public async Task A_count_of_what_is_in_memory_is_that_of_the_segments()
    {
        var tags = LogPlant.Tags(40, out var handles);
        using var log = LogPlant.Open(new FaultyFileStore(), tags, LogPlant.Small with { RecentBytes = 1 << 20 });
        using var cursor = log.OpenCursor("counting");
        var made = Make(handles, new(7));
        var expected = Said(made, tags);
        await LogPlant.CommitAsync(log, made);
        var tally = new LogTally(tags);
        Assert.True(cursor.TryTally(tally));
        Assert.Equal(expected, tally.Connections.OrderBy(c => c.Connection, StringComparer.Ordinal));
    }

    [Fact]
    public void A_mutated_batch_is_counted_or_refused()
    {
        var tags = LogPlant.Tags(40, out var handles);
        var tally = new LogTally(tags);
        var encoder = new BatchEncoder();
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            using var batch = Make(handles, random);
            encoder.Number(batch);
            var bytes = new byte[BatchEncoder.MaxBytes(batch)];
            var payload = bytes.AsSpan(0, encoder.Encode(batch, bytes));
            for (var i = random.Next(1, 6); i > 0; i--)
                payload[random.Next(payload.Length)] = (byte)random.Next(256);
            if (BatchDecoder.TryTally(payload, [.. handles], tally, out _))
                Assert.Equal(BatchDecoder.Count(payload), tally.Samples);
        }
    }

    [Fact]
    public async Task A_sink_of_events_is_given_each_place_and_unpacks_no_sample()
    {
        var tags = LogPlant.Tags(10, out var handles);
        using var log = LogPlant.Open(new FaultyFileStore(), tags);
        await LogPlant.CommitAsync(log, LogPlant.Batch(handles, 1));
        await LogPlant.CommitAsync(log, SampleBatch.OfEvents([Happenings.Plain(1), Happenings.Plain(2)]));
        await LogPlant.CommitAsync(log, LogPlant.Batch(handles, 2));
        using var cursor = log.OpenEventCursor("events");
        var seen = LogPlant.Entries(cursor).Select(e => (e.Position.Value, e.Batch.Count, Events: e.Batch.Events.Count)).ToList();
        Assert.Equal([(1L, 0, 0), (2L, 0, 2), (3L, 0, 0)], seen);
    }

    [Fact]
    public async Task Tags_that_are_known_are_found_again_and_others_are_made_known()
    {
        var files = new FaultyFileStore();
        using (var log = LogPlant.Open(files, LogPlant.Tags(30, out var handles)))
        {
            for (var i = 0; i < 10; i++)
                await LogPlant.CommitAsync(log, LogPlant.Batch(handles, i, samples: 30));
        }
        // The process that comes after knows half of them, in another order.
        var some = new TagTable();
        some.Replace([.. Enumerable.Range(15, 15).Reverse().Select(LogPlant.Tag)]);
        using var again = LogPlant.Open(files, some);
        using var cursor = again.OpenCursor("sink");
        Assert.Equal(Enumerable.Range(0, 10), LogPlant.ReadAll(cursor, some));
        Assert.Equal(30, some.Count);
        for (var i = 0; i < 30; i++)
        {
            Assert.True(some.TryFind(LogPlant.Tag(i).Id, out var handle));
            Assert.Equal(LogPlant.Tag(i).Path, some[handle].Path);
        }
    }

    private static SampleBatch Make(IReadOnlyList<TagHandle> handles, Random random)
    {
        var batch = SampleBatch.Rent(random.Next(1, 60));
        var (tag, step) = (random.Next(handles.Count), random.Next(-2, 3));
        var time = LogPlant.TimeOf(random.Next(1_000));
        while (!batch.IsFull)
        {
            batch.Add(handles[tag], time, TagValue.Of(random.Next(100)), Quality.Good);
            tag = random.Next(5) == 0 ? random.Next(handles.Count) : (tag + step + handles.Count) % handles.Count;
            if (random.Next(4) == 0)
                time += TimeSpan.FromMilliseconds(random.Next(-500, 900));
        }
        return batch;
    }

    private static List<(string Connection, int Samples, long Newest)> Said(SampleBatch batch, TagTable tags) =>
    [
        .. Enumerable.Range(0, batch.Count).Select(i => batch[i]).GroupBy(s => tags[s.Tag].Connection)
            .Select(g => (g.Key, g.Count(), g.Max(s => s.SourceTime.Ticks))).OrderBy(g => g.Key, StringComparer.Ordinal),
    ];
}
