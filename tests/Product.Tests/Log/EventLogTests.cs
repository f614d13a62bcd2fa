using System.Buffers.Binary;
using Millwright.Fakes;
using Millwright.Flow.Files;
using Millwright.Flow.Log;
using Millwright.Model;
using Millwright.Product.Tests.Events;

namespace Millwright.Product.Tests.Log;

/// <summary>Events in the log, beside samples.</summary>
public sealed class EventLogTests
{
    [Fact]
    public void Events_come_back_as_they_were_written()
    {
        Event[] events =
        [
            Happenings.Plain(1), Happenings.Plain(2, source: ""), Happenings.Alarm(3, Happenings.Standing, branch: "b"), Happenings.Alarm(4, Happenings.Over) with { IsPast = true },
            Happenings.Plain(5) with { Message = "broken \uD800 text", Quality = Quality.BadNoData, Fields = [new("nan", TagValue.Of(double.NaN)), new("bytes", TagValue.Of(new byte[] { 1, 2 }))] },
        ];
        var bytes = new byte[EventCodec.MaxBytes(events)];
        var length = EventCodec.Encode(events, bytes);
        Assert.True(EventCodec.TryDecode(bytes.AsSpan(0, length), out var read));
        foreach (var (expected, actual) in events.Zip(read))
            Happenings.Same(expected, actual);
        for (var cut = 0; cut < length; cut++)
            Assert.False(EventCodec.TryDecode(bytes.AsSpan(0, cut), out _));
        Assert.False(EventCodec.TryDecode(bytes.AsSpan(0, length + 1), out _));
    }

    [Fact]
    public async Task Samples_and_events_keep_their_order_over_segments_and_restarts()
    {
        var files = new FaultyFileStore();
        var tags = LogPlant.Tags(10, out var handles);
        using (var log = LogPlant.Open(files, tags))
        {
            // One commit each, so that segments are begun at their size.
            for (var i = 0; i < 200; i++)
                await log.WhenCommittedAsync(await AppendAsync(log, handles, i), CancellationToken.None);
        }
        var again = LogPlant.Tags(10, out _);
        using var reopened = LogPlant.Open(files, again);
        using var cursor = reopened.OpenCursor("sink");
        for (var i = 0; i < 200; i++)
        {
            Assert.True(cursor.TryRead(out var entry));
            using (entry.Batch)
            {
                if (i % 2 == 0)
                    Assert.Equal(i, LogPlant.NumberOf(entry.Batch, again));
                else
                    Happenings.Same(Happenings.Plain(i), Assert.Single(entry.Batch.Events));
            }
        }
        Assert.False(cursor.TryRead(out _));
        Assert.True(files.List(LogPlant.Folder).Count > 3);
        var report = LogVerifier.Verify(files, LogPlant.Folder, null, CancellationToken.None);
        Assert.Equal((200, 300, 100), (report.Batches, report.Samples, report.EventsByConnection["press3"]));
        Assert.True(report.IsSound);
    }

    [Fact]
    public async Task No_acknowledged_event_is_lost_in_power_cuts()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var files = new FaultyFileStore();
            var acknowledged = 0;
            var appended = 0;
            for (var life = 0; life < 3; life++)
            {
                var tags = LogPlant.Tags(10, out var handles);
                var log = LogPlant.Open(files, tags);
                for (var step = random.Next(1, 20); step > 0; step--)
                {
                    var position = await AppendAsync(log, handles, appended);
                    appended++;
                    if (random.Next(3) == 0)
                        continue;
                    await log.WhenCommittedAsync(position, CancellationToken.None);
                    acknowledged = appended;
                }
                files.CutPower(random);
                log.Dispose();
                var (last, isWhole) = Read(files);
                Assert.True(isWhole && last >= acknowledged, $"seed {seed}: {last} of {acknowledged}");
                (appended, acknowledged) = (last, last);
            }
        }
    }

    [Fact]
    public async Task A_flipped_bit_in_an_event_is_damage_and_what_follows_is_read()
    {
        var files = new FaultyFileStore();
        var tags = LogPlant.Tags(10, out var handles);
        using (var log = LogPlant.Open(files, tags))
        {
            for (var i = 0; i < 5; i++)
                await AppendAsync(log, handles, i);
        }
        var path = files.List(LogPlant.Folder).First(p => p.EndsWith(SegmentFormat.Extension, StringComparison.Ordinal));
        var content = files.Content(path);
        var at = content.AsSpan().IndexOf("number 1"u8);
        content[at] ^= 1;
        files.SetContent(path, content);
        using var reopened = LogPlant.Open(files, LogPlant.Tags(10, out _));
        using var cursor = reopened.OpenCursor("sink");
        var read = new List<long>();
        while (cursor.TryRead(out var entry))
        {
            read.Add(entry.Position.Value);
            entry.Batch.Dispose();
        }
        Assert.Equal([1, 3, 4, 5], read);
    }

    [Fact]
    public async Task A_segment_of_the_first_format_version_is_still_read()
    {
        var files = new FaultyFileStore();
        var tags = LogPlant.Tags(10, out var handles);
        using (var log = LogPlant.Open(files, tags))
        {
            await LogPlant.CommitAsync(log, LogPlant.Batch(handles, 7));
        }
        var path = files.List(LogPlant.Folder).First(p => p.EndsWith(SegmentFormat.Extension, StringComparison.Ordinal));
        var content = files.Content(path);
        SetVersion(content, 1);
        files.SetContent(path, content);
        var again = LogPlant.Tags(10, out _);
        using (var reopened = LogPlant.Open(files, again))
        {
            using var cursor = reopened.OpenCursor("sink");
            Assert.True(cursor.TryRead(out var entry));
            using (entry.Batch)
                Assert.Equal(7, LogPlant.NumberOf(entry.Batch, again));
            Assert.Empty(reopened.Damage);
        }
        SetVersion(content, SegmentHeader.FormatVersion + 1);
        files.SetContent(path, content);
        Assert.Contains($"version {SegmentHeader.FormatVersion + 1}", Assert.Throws<LogUnavailableException>(() => LogPlant.Open(files, again)).Message, StringComparison.Ordinal);
    }

    private static void SetVersion(byte[] content, ushort version)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(8), version);
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(SegmentHeader.Size - 4), Crc32C.Of(content.AsSpan(0, SegmentHeader.Size - 4)));
    }

    private static async Task<LogPosition> AppendAsync(SampleLog log, IReadOnlyList<TagHandle> handles, int number)
    {
        using var batch = number % 2 == 0 ? LogPlant.Batch(handles, number) : SampleBatch.OfEvents([Happenings.Plain(number)]);
        return await log.AppendAsync(batch, CancellationToken.None);
    }

    /// <summary>How many entries are there, and whether they follow each other without a hole.</summary>
    private static (int Count, bool IsWhole) Read(FaultyFileStore files)
    {
        var tags = LogPlant.Tags(10, out _);
        using var log = LogPlant.Open(files, tags);
        using var cursor = log.OpenCursor("reader");
        var (count, isWhole) = (0, true);
        while (cursor.TryRead(out var entry))
        {
            using (entry.Batch)
            {
                var number = entry.Batch.Events.Count > 0 ? (int)(long)entry.Batch.Events[0].Fields[0].Value.Bits : LogPlant.NumberOf(entry.Batch, tags);
                isWhole &= number == count && entry.Skipped == 0;
            }
            count++;
        }
        return (count, isWhole);
    }
}
