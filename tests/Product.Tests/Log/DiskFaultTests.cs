using Millwright.Fakes;
using Millwright.Flow.Files;
using Millwright.Flow.Log;
using Millwright.Flow.Sources;
using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Product.Tests.Log;

/// <summary>R4 and R5: a call that fails, at every place; a full disk, at every write.</summary>
public sealed class DiskFaultTests
{
    private const int Batches = 10;

    [Theory]
    [InlineData(FileErrors.IoError)]
    [InlineData(FileErrors.NoSpace)]
    public async Task After_a_failure_at_any_call_nothing_unsafe_is_acknowledged_and_the_log_goes_on(int error)
    {
        var calls = await RunAsync(new FaultyFileStore(), _ => { });
        for (var at = 0; at < calls; at++)
        {
            var failing = at;
            var files = new FaultyFileStore();
            await RunAsync(files, f => f.Fault = (number, _) => number == failing ? error : null);
            Assert.True(files.Calls > failing);
        }
    }

    [Theory]
    [InlineData(FileErrors.IoError)]
    [InlineData(FileErrors.NoSpace)]
    public async Task A_fault_that_lasts_closes_the_log_and_when_it_ends_the_log_goes_on_without_a_restart(int error)
    {
        var calls = await RunAsync(new FaultyFileStore(), _ => { });
        for (var at = 0; at < calls; at += 3)
        {
            var from = at;
            var files = new FaultyFileStore();
            await RunAsync(files, f => f.Fault = (number, _) => number >= from && number < from + 6 ? error : null);
        }
    }

    [Fact]
    public async Task A_failed_sync_is_never_tried_again_on_the_same_segment()
    {
        var files = new FaultyFileStore();
        var tags = LogPlant.Tags(3, out var handles);
        using var log = LogPlant.Open(files, tags);
        await LogPlant.CommitAsync(log, LogPlant.Batch(handles, 0));
        var failed = false;
        files.Fault = (_, name) => name == "sync" && !failed && (failed = true) ? FileErrors.IoError : null;
        var second = await LogPlant.AppendAsync(log, LogPlant.Batch(handles, 1));
        var refusal = await Assert.ThrowsAsync<LogUnavailableException>(async () => await log.WhenCommittedAsync(second, CancellationToken.None));
        Assert.Equal(GapCause.LogFailure, refusal.Cause);
        Assert.Contains("see to the disk", refusal.Message, StringComparison.Ordinal);
        var third = await CommitWhenTakingAsync(log, LogPlant.Batch(handles, 2));
        Assert.True(third > second);
        Assert.Equal(2, files.List(LogPlant.Folder).Count(p => p.EndsWith(".log", StringComparison.Ordinal)));
        using var cursor = log.OpenCursor("sink");
        Assert.Equal([0, 2], LogPlant.ReadAll(cursor, tags));
        await Assert.ThrowsAsync<LogUnavailableException>(async () => await log.WhenCommittedAsync(second, CancellationToken.None));
    }

    [Fact]
    public async Task What_a_failed_commit_left_in_the_file_is_not_given_to_anybody_after_a_restart()
    {
        var files = new FaultyFileStore();
        var tags = LogPlant.Tags(3, out var handles);
        using (var log = LogPlant.Open(files, tags))
        {
            await LogPlant.CommitAsync(log, LogPlant.Batch(handles, 0));
            var failed = false;
            files.Fault = (_, name) => name == "sync" && !failed && (failed = true) ? FileErrors.IoError : null;
            var second = await LogPlant.AppendAsync(log, LogPlant.Batch(handles, 1));
            await Assert.ThrowsAsync<LogUnavailableException>(async () => await log.WhenCommittedAsync(second, CancellationToken.None));
            await CommitWhenTakingAsync(log, LogPlant.Batch(handles, 2));
        }
        using var again = LogPlant.Open(files, tags);
        using var cursor = again.OpenCursor("sink");
        Assert.Equal([0, 2], LogPlant.ReadAll(cursor, tags));
        Assert.Empty(again.Damage);
        Assert.True(LogVerifier.Verify(files, LogPlant.Folder, null, CancellationToken.None).IsSound);
    }

    [Fact]
    public async Task A_disk_that_is_full_at_any_byte_loses_nothing_acknowledged_and_the_log_goes_on_when_it_is_freed()
    {
        var whole = new FaultyFileStore();
        await RunAsync(whole, _ => { });
        for (var capacity = 0L; capacity < whole.Used; capacity += 53)
        {
            var files = new FaultyFileStore { Capacity = capacity };
            await RunAsync(files, _ => { }, f => f.Capacity = 1L << 40);
        }
    }

    [Fact]
    public async Task Below_keep_free_the_log_takes_nothing_more_and_says_why_and_what_to_do()
    {
        var files = new FaultyFileStore { Capacity = 1 << 20 };
        var tags = LogPlant.Tags(3, out var handles);
        using var log = LogPlant.Open(files, tags, LogPlant.Small with { KeepFreeBytes = (1 << 20) - 8_192 });
        using var cursor = log.OpenCursor("sink");
        var changes = new List<LogHealth>();
        log.HealthChanged += changes.Add;
        var taken = 0;
        var refusal = await Assert.ThrowsAsync<LogUnavailableException>(async () =>
        {
            while (true)
            {
                await LogPlant.CommitAsync(log, LogPlant.Batch(handles, taken));
                taken++;
            }
        });
        Assert.True(taken > 10);
        Assert.Equal(GapCause.DiskFull, refusal.Cause);
        Assert.Equal(LogState.NoRoom, log.Health.State);
        Assert.Contains("keep_free", refusal.Remedy, StringComparison.Ordinal);
        files.Capacity = 8 << 20;
        await CommitWhenTakingAsync(log, LogPlant.Batch(handles, taken));
        Assert.Equal([LogState.NoRoom, LogState.Taking], changes.Select(c => c.State));
        Assert.Equal(Enumerable.Range(0, taken + 1), LogPlant.ReadAll(cursor, tags));
    }

    /// <summary>A fixed life of a log: appends one by one until enough are committed, with a restart in the middle.</summary>
    private static async Task<int> RunAsync(FaultyFileStore files, Action<FaultyFileStore> arm, Action<FaultyFileStore>? relieve = null)
    {
        arm(files);
        var acknowledged = new List<int>();
        var number = 0;
        for (var life = 0; life < 2; life++)
        {
            var tags = LogPlant.Tags(10, out var handles);
            SampleLog? opened = null;
            for (var attempt = 0; opened is null; attempt++)
            {
                // A start that fails is a start that says so; the service manager starts it again.
                try
                {
                    opened = LogPlant.Open(files, tags);
                }
                catch (LogUnavailableException) when (attempt < 20)
                {
                    relieve?.Invoke(files);
                }
            }
            using var log = opened;
            for (var end = number + Batches; number < end; number++)
            {
                try
                {
                    await LogPlant.CommitAsync(log, LogPlant.Batch(handles, number));
                    acknowledged.Add(number);
                    Assert.True(log.Committed.Value > 0);
                }
                catch (LogUnavailableException)
                {
                    relieve?.Invoke(files);
                    await LogPlant.UntilTakingAsync(log);
                }
            }
        }
        // The disk is sound again and the power goes: all that was acknowledged must be there.
        files.Fault = null;
        files.Capacity = 1L << 40;
        var calls = files.Calls;
        files.CutPower(new Random(calls));
        var fresh = new TagTable();
        using var check = LogPlant.Open(files, fresh);
        using var cursor = check.OpenCursor("check");
        var numbers = LogPlant.ReadAll(cursor, fresh);
        Assert.Equal(numbers.Order().Distinct(), numbers);
        Assert.Empty(acknowledged.Except(numbers));
        Assert.True(acknowledged.Count > Batches / 2);
        Assert.All(check.Damage, d => Assert.True(d.MayBeUnacknowledged, d.ToString()));
        return calls;
    }

    private static async Task<LogPosition> CommitWhenTakingAsync(SampleLog log, SampleBatch batch)
    {
        await LogPlant.UntilTakingAsync(log);
        return await LogPlant.CommitAsync(log, batch);
    }
}
