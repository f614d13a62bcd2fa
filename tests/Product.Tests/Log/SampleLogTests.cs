using Millwright.Fakes;
using Millwright.Flow.Files;
using Millwright.Flow.Log;
using Millwright.Flow.Sources;
using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Product.Tests.Log;

public sealed class SampleLogTests
{
    [Fact]
    public async Task What_is_committed_is_read_back_after_a_restart()
    {
        var folder = LogPlant.TemporaryFolder();
        var files = new PosixFileStore();
        var tags = LogPlant.Tags(20, out var handles);
        using (var log = SampleLog.Open(files, folder, tags, LogPlant.Small, TimeProvider.System))
        {
            for (var i = 0; i < 500; i++)
            {
                var position = await LogPlant.AppendAsync(log, LogPlant.Batch(handles, i));
                if (i % 50 == 49)
                    await log.WhenCommittedAsync(position, CancellationToken.None);
            }
        }
        var fresh = new TagTable();
        using (var log = SampleLog.Open(files, folder, fresh, LogPlant.Small, TimeProvider.System))
        using (var cursor = log.OpenCursor("historian"))
        {
            Assert.Equal(500, log.Committed.Value);
            Assert.Equal(Enumerable.Range(0, 500), LogPlant.ReadAll(cursor, fresh));
            Assert.Empty(log.Damage);
        }
        Assert.True(Directory.GetFiles(folder, "*.log").Length > 2);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_tag_that_only_the_log_knows_comes_back_with_its_identity_path_and_unit()
    {
        var files = new FaultyFileStore();
        var tags = LogPlant.Tags(3, out var handles);
        using (var log = LogPlant.Open(files, tags))
            await LogPlant.CommitAsync(log, LogPlant.Batch(handles, 0));
        var fresh = new TagTable();
        using var again = LogPlant.Open(files, fresh);
        using var cursor = again.OpenCursor("historian");
        LogPlant.ReadAll(cursor, fresh);
        Assert.True(fresh.TryFind(LogPlant.Tag(1).Id, out var handle));
        Assert.Equal(LogPlant.Tag(1), fresh[handle] with { Kind = TagKind.Float64 });
        Assert.Empty(fresh.Active);
    }

    [Fact]
    public async Task Batches_wait_for_company_until_the_commit_interval_is_over()
    {
        var clock = new ManualClock();
        var tags = LogPlant.Tags(3, out var handles);
        using var log = LogPlant.Open(new FaultyFileStore(), tags, LogPlant.Small with { CommitInterval = TimeSpan.FromMilliseconds(20) }, clock: clock);
        await LogPlant.CommitAsync(log, LogPlant.Batch(handles, 0));
        var second = await LogPlant.AppendAsync(log, LogPlant.Batch(handles, 1));
        var third = await LogPlant.AppendAsync(log, LogPlant.Batch(handles, 2));
        var wait = log.WhenCommittedAsync(third, CancellationToken.None).AsTask();
        while (clock.WaitingTimers == 0)
            await Task.Yield();
        clock.Advance(TimeSpan.FromMilliseconds(19));
        Assert.False(wait.IsCompleted);
        Assert.Equal(1, log.Committed.Value);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await wait;
        Assert.Equal(3, log.Committed.Value);
        Assert.True(second < third);
    }

    [Fact]
    public async Task A_reader_that_keeps_up_shares_the_batches_in_memory()
    {
        var tags = LogPlant.Tags(3, out var handles);
        var files = new FaultyFileStore();
        using var log = LogPlant.Open(files, tags, LogPlant.Small with { RecentBytes = 1 << 20 });
        using var cursor = log.OpenCursor("live");
        using var batch = LogPlant.Batch(handles, 0);
        var position = await log.AppendAsync(batch, CancellationToken.None);
        var entry = await cursor.ReadAsync(CancellationToken.None);
        Assert.Equal(position, entry.Position);
        Assert.Same(batch, entry.Batch);
        entry.Batch.Dispose();
    }

    [Fact]
    public async Task A_waiting_reader_is_woken_by_the_next_commit()
    {
        var tags = LogPlant.Tags(3, out var handles);
        using var log = LogPlant.Open(new FaultyFileStore(), tags);
        using var cursor = log.OpenCursor("live");
        for (var i = 0; i < 50; i++)
        {
            var read = cursor.ReadAsync(CancellationToken.None).AsTask();
            await LogPlant.AppendAsync(log, LogPlant.Batch(handles, i));
            using var batch = (await read).Batch;
            Assert.Equal(i, LogPlant.NumberOf(batch, tags));
        }
    }

    [Fact]
    public async Task An_acknowledged_place_is_where_the_cursor_stands_after_a_restart()
    {
        var files = new FaultyFileStore();
        var tags = LogPlant.Tags(3, out var handles);
        using (var log = LogPlant.Open(files, tags))
        using (var cursor = log.OpenCursor("uplink"))
        {
            for (var i = 0; i < 10; i++)
                await LogPlant.CommitAsync(log, LogPlant.Batch(handles, i));
            LogPlant.ReadAll(cursor, tags);
            cursor.Acknowledge(new(4));
        }
        files.CutPower(new Random(1));
        using var again = LogPlant.Open(files, tags);
        using var resumed = again.OpenCursor("uplink");
        Assert.Equal(4, resumed.Acknowledged.Value);
        Assert.Equal([4, 5, 6, 7, 8, 9], LogPlant.ReadAll(resumed, tags));
    }

    [Fact]
    public void A_cursor_cannot_acknowledge_what_is_not_committed()
    {
        using var log = LogPlant.Open(new FaultyFileStore(), new TagTable());
        using var cursor = log.OpenCursor("uplink");
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.Acknowledge(new(1)));
    }

    [Fact]
    public async Task What_is_acknowledged_unread_is_not_given_any_more()
    {
        var tags = LogPlant.Tags(2, out var handles);
        using var log = LogPlant.Open(new FaultyFileStore(), tags);
        using var cursor = log.OpenCursor("ledger");
        for (var i = 0; i < 5; i++)
            await LogPlant.CommitAsync(log, LogPlant.Batch(handles, i));
        cursor.Acknowledge(new(3));
        Assert.Equal(3, cursor.Acknowledged.Value);
        Assert.Equal([3, 4], LogPlant.ReadAll(cursor, tags));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../up")]
    [InlineData(".hidden")]
    public void A_cursor_name_that_is_no_file_name_is_refused(string name)
    {
        using var log = LogPlant.Open(new FaultyFileStore(), new TagTable());
        Assert.Throws<ArgumentException>(() => log.OpenCursor(name));
    }

    [Fact]
    public void A_second_instance_on_the_same_folder_is_refused_and_told_why()
    {
        var folder = LogPlant.TemporaryFolder();
        var files = new PosixFileStore();
        using (SampleLog.Open(files, folder, new(), LogPlant.Small, TimeProvider.System))
        {
            var error = Assert.Throws<LogUnavailableException>(() => SampleLog.Open(files, folder, new(), LogPlant.Small, TimeProvider.System));
            Assert.Contains("another Millwright is running on " + folder, error.Message, StringComparison.Ordinal);
        }
        SampleLog.Open(files, folder, new(), LogPlant.Small, TimeProvider.System).Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task An_append_waits_while_too_much_is_uncommitted_and_goes_on_in_order()
    {
        var clock = new ManualClock();
        var tags = LogPlant.Tags(3, out var handles);
        var options = LogPlant.Small with { CommitInterval = TimeSpan.FromMilliseconds(100), MaxUncommittedBytes = 3 * 32 * 4 };
        using var log = LogPlant.Open(new FaultyFileStore(), tags, options, clock: clock);
        using var cursor = log.OpenCursor("all");
        var appends = Enumerable.Range(0, 40).Select(i => LogPlant.AppendAsync(log, LogPlant.Batch(handles, i))).ToList();
        var all = Task.WhenAll(appends);
        while (!all.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
        var last = log.WhenCommittedAsync(new(40), CancellationToken.None).AsTask();
        while (!last.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
        Assert.Equal(Enumerable.Range(0, 40), LogPlant.ReadAll(cursor, tags).Order());
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_ends_and_disturbs_no_other()
    {
        var clock = new ManualClock();
        var tags = LogPlant.Tags(3, out var handles);
        using var log = LogPlant.Open(new FaultyFileStore(), tags, LogPlant.Small with { CommitInterval = TimeSpan.FromMilliseconds(20) }, clock: clock);
        await LogPlant.CommitAsync(log, LogPlant.Batch(handles, 0));
        var position = await LogPlant.AppendAsync(log, LogPlant.Batch(handles, 1));
        using var cancel = new CancellationTokenSource();
        var cancelled = log.WhenCommittedAsync(position, cancel.Token).AsTask();
        var kept = log.WhenCommittedAsync(position, CancellationToken.None).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        while (!kept.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }
        await kept;
    }

    [Fact]
    public async Task An_empty_batch_stores_nothing()
    {
        using var log = LogPlant.Open(new FaultyFileStore(), new TagTable());
        using var batch = SampleBatch.Rent(1);
        Assert.Equal(0, (await log.AppendAsync(batch, CancellationToken.None)).Value);
    }

    [Fact]
    public async Task A_batch_that_could_take_more_than_a_record_is_refused_with_the_remedy()
    {
        var tags = LogPlant.Tags(1, out var handles);
        using var log = LogPlant.Open(new FaultyFileStore(), tags);
        using var batch = SampleBatch.Rent(1);
        batch.Add(handles[0], LogPlant.TimeOf(1), TagValue.Of(new byte[17 << 20]), Quality.Good);
        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await log.AppendAsync(batch, CancellationToken.None));
        Assert.Contains("divide it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_log_refuses_and_says_so()
    {
        var tags = LogPlant.Tags(1, out var handles);
        var log = LogPlant.Open(new FaultyFileStore(), tags);
        log.Dispose();
        using var batch = LogPlant.Batch(handles, 0, 1);
        var error = await Assert.ThrowsAsync<LogUnavailableException>(async () => await log.AppendAsync(batch, CancellationToken.None));
        Assert.Equal(GapCause.Restart, error.Cause);
        log.Dispose();
    }
}
