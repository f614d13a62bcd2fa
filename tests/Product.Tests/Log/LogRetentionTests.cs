using Millwright.Fakes;
using Millwright.Flow.Log;
using Millwright.Flow.Sources;

namespace Millwright.Product.Tests.Log;

public sealed class LogRetentionTests
{
    private const int Many = 400;

    [Fact]
    public async Task Segments_that_every_sink_has_taken_go_when_they_are_beyond_the_size_kept()
    {
        var tags = LogPlant.Tags(3, out var handles);
        var losses = new LossList();
        using var log = LogPlant.Open(new FaultyFileStore(), tags, LogPlant.Small with { RetainBytes = 10_000 }, losses);
        using var cursor = log.OpenCursor("sink");
        for (var i = 0; i < Many; i++)
        {
            await LogPlant.CommitAsync(log, LogPlant.Batch(handles, i));
            LogPlant.ReadAll(cursor, tags);
            cursor.Acknowledge(cursor.Position);
        }
        Assert.True(log.Bytes < 20_000, $"{log.Bytes} bytes");
        Assert.True(log.Oldest.Value > 1);
        Assert.Empty(losses.Losses);
    }

    [Fact]
    public async Task What_a_sink_has_not_taken_is_kept_whatever_its_size_and_age()
    {
        var clock = new ManualClock();
        var tags = LogPlant.Tags(3, out var handles);
        var options = LogPlant.Small with { RetainBytes = 0, RetainAge = TimeSpan.Zero };
        using var log = LogPlant.Open(new FaultyFileStore(), tags, options, clock: clock);
        using var slow = log.OpenCursor("slow");
        for (var i = 0; i < Many; i++)
        {
            await LogPlant.CommitAsync(log, LogPlant.Batch(handles, i));
            clock.Advance(TimeSpan.FromHours(1));
        }
        Assert.Equal(Enumerable.Range(0, Many), LogPlant.ReadAll(slow, tags));
    }

    [Fact]
    public async Task Drop_oldest_keeps_the_size_and_counts_every_sample_dropped_for_the_sink()
    {
        var tags = LogPlant.Tags(3, out var handles);
        var losses = new LossList();
        var options = LogPlant.Small with { MaxBytes = 20_000, Overflow = LogOverflow.DropOldest };
        using var log = LogPlant.Open(new FaultyFileStore(), tags, options, losses);
        using var slow = log.OpenCursor("slow");
        for (var i = 0; i < Many; i++)
            await LogPlant.CommitAsync(log, LogPlant.Batch(handles, i));
        var entries = LogPlant.Entries(slow).ToList();
        var dropped = losses.Losses;
        Assert.True(log.Bytes < 25_000, $"{log.Bytes} bytes");
        Assert.NotEmpty(dropped);
        Assert.All(dropped, d => Assert.Equal(("slow", GapCause.Overflow), (d.Sink, d.Cause)));
        Assert.Equal(Many * 3, dropped.Sum(d => d.Samples) + entries.Sum(e => e.Batch.Count));
        Assert.Equal(dropped.Sum(d => d.Samples), dropped.Sum(d => d.ByConnection["press0"]));
        Assert.Equal(Many - entries.Count, entries.Sum(e => e.Skipped));
        Assert.Equal(LogPlant.TimeOf(0), dropped[0].From);
        Assert.True(log.Health.IsTaking);
    }

    [Fact]
    public async Task Stop_taking_refuses_at_the_size_loses_nothing_and_goes_on_when_the_sink_has_caught_up()
    {
        var tags = LogPlant.Tags(3, out var handles);
        var losses = new LossList();
        var options = LogPlant.Small with { MaxBytes = 20_000 };
        using var log = LogPlant.Open(new FaultyFileStore(), tags, options, losses);
        using var slow = log.OpenCursor("slow");
        var taken = 0;
        var refusal = await Assert.ThrowsAsync<LogUnavailableException>(async () =>
        {
            for (; taken < Many; taken++)
                await LogPlant.CommitAsync(log, LogPlant.Batch(handles, taken));
        });
        Assert.Equal(GapCause.BufferFull, refusal.Cause);
        Assert.Contains("'slow'", refusal.Remedy, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, taken), LogPlant.ReadAll(slow, tags));
        slow.Acknowledge(slow.Position);
        await LogPlant.UntilTakingAsync(log);
        await LogPlant.CommitAsync(log, LogPlant.Batch(handles, taken));
        Assert.Equal([taken], LogPlant.ReadAll(slow, tags));
        Assert.Empty(losses.Losses);
    }

    [Fact]
    public async Task A_cursor_that_is_removed_holds_nothing_back()
    {
        var tags = LogPlant.Tags(3, out var handles);
        using var log = LogPlant.Open(new FaultyFileStore(), tags, LogPlant.Small with { RetainBytes = 0 });
        log.OpenCursor("gone").Dispose();
        Assert.Equal(0, log.Cursors["gone"].Value);
        log.RemoveCursor("gone");
        for (var i = 0; i < Many; i++)
            await LogPlant.CommitAsync(log, LogPlant.Batch(handles, i));
        Assert.True(log.Oldest.Value > 1);
    }

    [Fact]
    public async Task What_was_dropped_before_a_restart_is_still_said_to_the_sink()
    {
        var files = new FaultyFileStore();
        var tags = LogPlant.Tags(3, out var handles);
        var options = LogPlant.Small with { MaxBytes = 20_000, Overflow = LogOverflow.DropOldest };
        using (var log = LogPlant.Open(files, tags, options))
        {
            log.OpenCursor("slow").Dispose();
            for (var i = 0; i < Many; i++)
                await LogPlant.CommitAsync(log, LogPlant.Batch(handles, i));
        }
        var losses = new LossList();
        using var again = LogPlant.Open(files, tags, options, losses);
        using var slow = again.OpenCursor("slow");
        var entries = LogPlant.Entries(slow).ToList();
        Assert.Equal(Many - entries.Count, entries.Sum(e => e.Skipped));
        // The start may have dropped one more, which it counts sample by sample.
        Assert.Contains(losses.Losses, l => l is { Samples: -1, Cause: GapCause.Overflow, First.Value: 1 });
        Assert.Equal(Many - entries.Count, losses.Losses.Sum(l => l.Last.Value - l.First.Value + 1));
    }
}
