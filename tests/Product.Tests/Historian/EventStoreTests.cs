using Millwright.Fakes;
using Millwright.Flow.Log;
using Millwright.Historian.Events;
using Millwright.Model;
using Millwright.Product.Tests.Events;
using Millwright.Product.Tests.Log;

namespace Millwright.Product.Tests.Historian;

/// <summary>The event store on a log, over restarts, power cuts and damage.</summary>
public sealed class EventStoreTests
{
    private const string Folder = "/data/events";

    private readonly FaultyFileStore _files = new();
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Events_answer_by_time_place_severity_type_and_words_newest_first_and_in_pages()
    {
        using var log = Open();
        using var cursor = log.OpenCursor("events");
        using var store = Store(cursor);
        for (var i = 0; i < 100; i++)
            await AppendAsync(log, Happenings.Plain(i, i % 2 == 0 ? "acme/berlin/shop/press3" : "acme/berlin/shop/pump", severity: i + 1));
        store.TakeAvailable();
        Assert.True(store.TryFlush());
        for (var i = 100; i < 120; i++)
            await AppendAsync(log, Happenings.Plain(i, severity: 1));
        store.TakeAvailable();

        var page = Ask(store, All with { Limit = 7 });
        Assert.Equal(Enumerable.Range(113, 7).Reverse(), Numbers(page));
        var second = Ask(store, All with { Limit = 7, After = page.Next });
        Assert.Equal(Enumerable.Range(106, 7).Reverse(), Numbers(second));
        Assert.Equal(Enumerable.Range(0, 5), Numbers(Ask(store, All with { OldestFirst = true, Limit = 5 })));
        Assert.Equal([99, 97, 95], Numbers(Ask(store, All with { Asset = TagPath.Parse("acme/berlin/shop/pump"), Limit = 3 })));
        Assert.Equal(Enumerable.Range(90, 10).Reverse(), Numbers(Ask(store, All with { MinSeverity = 91 })));
        Assert.Equal([11, 10], Numbers(Ask(store, new(Happenings.Start + TimeSpan.FromSeconds(10), Happenings.Start + TimeSpan.FromSeconds(12)))));
        Assert.Equal([42], Numbers(Ask(store, All with { Text = "NUMBER 42" })));
        Assert.Empty(Ask(store, All with { Type = "SystemEventType" }).Events);
        Assert.Empty(Ask(store, All with { Connection = "pump" }).Events);
        Assert.Null(Ask(store, All with { Limit = 1_000 }).Next);
    }

    [Fact]
    public async Task All_pages_together_are_all_events_once_however_they_lie_in_blocks()
    {
        using var log = Open();
        using var cursor = log.OpenCursor("events");
        using var store = Store(cursor);
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            // Out of order, some at the same time, some told twice.
            var number = random.Next(200);
            await AppendAsync(log, Happenings.Plain(number) with { Time = Happenings.Start + TimeSpan.FromSeconds(number / 3) });
            if (random.Next(20) == 0)
            {
                store.TakeAvailable();
                store.TryFlush();
            }
        }
        store.TakeAvailable();
        foreach (var oldestFirst in new[] { false, true })
        {
            var seen = new List<EventPlace>();
            EventPlace? after = null;
            do
            {
                var page = Ask(store, All with { Limit = 13, After = after, OldestFirst = oldestFirst });
                seen.AddRange(page.Events.Select(EventPlace.Of));
                after = page.Next;
            }
            while (after is not null);
            Assert.Equal(seen.Count, seen.Distinct().Count());
            Assert.Equal(oldestFirst ? seen.Order() : seen.OrderDescending(), seen);
            Assert.Equal(seen.Count, Ask(store, All with { Limit = 1_000 }).Events.Count);
        }
    }

    [Fact]
    public async Task Nothing_acknowledged_by_the_log_is_lost_or_doubled_in_power_cuts()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var files = new FaultyFileStore();
            var committed = 0;
            for (var life = 0; life < 3; life++)
            {
                var log = LogPlant.Open(files, LogPlant.Tags(1, out _));
                var cursor = log.OpenCursor("events");
                var store = EventStore.Open(Options, Folder, files.Process, cursor, _clock);
                Assert.Equal(Enumerable.Range(0, committed), Numbers(Ask(store, All with { OldestFirst = true, Limit = 1_000 })));
                for (var step = random.Next(1, 30); step > 0; step--)
                {
                    await AppendAsync(log, Happenings.Plain(committed++));
                    store.TakeAvailable();
                    if (random.Next(6) == 0)
                        store.TryFlush();
                }
                files.CutPower(random);
                store.Dispose();
                log.Dispose();
            }
        }
    }

    [Fact]
    public async Task A_disk_that_fails_for_a_while_costs_no_event()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var files = new FaultyFileStore();
            using (var log = LogPlant.Open(files, LogPlant.Tags(1, out _)))
            {
                using var cursor = log.OpenCursor("events");
                using var store = EventStore.Open(Options, Folder, files, cursor, _clock);
                for (var i = 0; i < 40; i++)
                {
                    files.Fault = null;
                    await AppendAsync(log, Happenings.Plain(i));
                    store.TakeAvailable();
                    files.Fault = (_, _) => random.Next(4) == 0 ? 5 : null;
                    store.TryFlush();
                    files.Fault = null;
                    Assert.Equal(i + 1, Ask(store, All with { Limit = 1_000 }).Events.Count);
                }
                files.Fault = null;
                Assert.True(store.TryFlush());
                Assert.Null(store.Alarm);
            }
            using var again = LogPlant.Open(files, LogPlant.Tags(1, out _));
            using var reopened = EventStore.Open(Options, Folder, files, again.OpenCursor("events"), _clock);
            Assert.Equal(Enumerable.Range(0, 40), Numbers(Ask(reopened, All with { OldestFirst = true, Limit = 1_000 })));
        }
    }

    [Fact]
    public async Task What_stands_is_known_after_a_restart_with_and_without_its_file()
    {
        using (var log = Open())
        {
            using var cursor = log.OpenCursor("events");
            using var store = Store(cursor);
            await AppendAsync(log, Happenings.Alarm(1, Happenings.Standing, "old"));
            await AppendAsync(log, Happenings.Alarm(2, Happenings.Standing, "gone"));
            store.TakeAvailable();
            Assert.True(store.TryFlush());
            await AppendAsync(log, Happenings.Alarm(3, Happenings.Over, "gone"));
            await AppendAsync(log, Happenings.Alarm(4, Happenings.Standing, "new"));
        }
        foreach (var damage in new[] { false, true })
        {
            if (damage)
                _files.SetContent($"{Folder}/standing", [1, 2, 3]);
            using var log = Open();
            using var store = Store(log.OpenCursor("events"));
            Assert.Equal(["new", "old"], store.Conditions.Standing.Select(e => e.Condition!.Id).Order());
        }
    }

    [Fact]
    public async Task A_log_that_was_made_anew_costs_no_event_of_before_and_its_own_are_taken()
    {
        for (var log = 0; log < 3; log++)
        {
            foreach (var path in _files.List(LogPlant.Folder).Concat(_files.List($"{LogPlant.Folder}/cursors")).ToList())
                _files.Delete(path);
            using var fresh = Open();
            using var store = Store(fresh.OpenCursor("events"));
            for (var i = 0; i < 5; i++)
            {
                await AppendAsync(fresh, Happenings.Plain(log * 5 + i));
                store.TakeAvailable();
                Assert.True(i % 2 == 1 || store.TryFlush());
            }
        }
        using var last = Open();
        using var reopened = Store(last.OpenCursor("events"));
        Assert.Equal(Enumerable.Range(0, 15), Numbers(Ask(reopened, All with { OldestFirst = true, Limit = 1_000 })));
    }

    [Fact]
    public async Task A_damaged_block_is_named_and_the_others_still_answer()
    {
        using (var log = Open())
        {
            using var store = Store(log.OpenCursor("events"));
            for (var i = 0; i < 30; i++)
            {
                await AppendAsync(log, Happenings.Plain(i));
                store.TakeAvailable();
                if (i % 10 == 9)
                    Assert.True(store.TryFlush());
            }
            var path = _files.List(Folder).Single(p => p.EndsWith(".events", StringComparison.Ordinal));
            var content = _files.Content(path);
            content[content.AsSpan().IndexOf("number 15"u8)] ^= 1;
            _files.SetContent(path, content);
            Assert.Equal(20, Ask(store, All with { Limit = 1_000 }).Events.Count);
            var finding = Assert.Single(store.Findings);
            Assert.Contains("checksum", finding.Problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Old_files_go_by_age_and_by_size_and_the_newest_stays()
    {
        using var log = Open();
        using var cursor = log.OpenCursor("events");
        var options = new EventStoreOptions { FileBytes = 1, KeepBytes = 4_000, KeepFor = TimeSpan.FromDays(36_500) };
        using var store = EventStore.Open(options, Folder, _files, cursor, _clock);
        using var stop = new CancellationTokenSource();
        for (var i = 0; i < 40; i++)
        {
            await AppendAsync(log, Happenings.Plain(i));
            store.TakeAvailable();
            Assert.True(store.TryFlush());
        }
        Assert.Equal(40, store.Info.Files);
        var running = store.RunAsync(stop.Token);
        await Pipeline.Plant.UntilAsync(() => store.Info.Bytes <= 4_000, "old files gone");
        await stop.CancelAsync();
        await running;
        var left = Numbers(Ask(store, All with { Limit = 1_000 })).ToList();
        Assert.Equal(39, left[0]);
        Assert.InRange(left.Count, 1, 20);
    }

    [Fact]
    public async Task Its_place_in_the_log_moves_on_within_seconds_while_nothing_but_samples_pass()
    {
        using var log = LogPlant.Open(_files, LogPlant.Tags(3, out var handles));
        using var cursor = log.OpenEventCursor("events");
        using var store = Store(cursor);
        var first = await LogPlant.CommitAsync(log, LogPlant.Batch(handles, 1));
        store.TakeAvailable();
        Assert.Equal(LogPosition.Start, cursor.Acknowledged);
        _clock.Advance(TimeSpan.FromSeconds(6));
        store.TakeAvailable();
        Assert.Equal(first, cursor.Acknowledged);
        // An event waits for company as long as it may.
        await AppendAsync(log, Happenings.Plain(1));
        store.TakeAvailable();
        _clock.Advance(TimeSpan.FromSeconds(6));
        store.TakeAvailable();
        Assert.Equal(first, cursor.Acknowledged);
        _clock.Advance(Options.FlushAfter);
        store.TakeAvailable();
        Assert.Equal(log.Committed, cursor.Acknowledged);
    }

    private static EventStoreOptions Options => new() { FileBytes = 4_000 };

    private static EventQuery All => new(Timestamp.MinValue, Timestamp.MaxValue);

    private SampleLog Open() => LogPlant.Open(_files, LogPlant.Tags(1, out _));

    private EventStore Store(ILogCursor cursor) => EventStore.Open(Options, Folder, _files, cursor, _clock);

    private static EventPage Ask(EventStore store, EventQuery query) => store.Query(query, CancellationToken.None);

    private static IEnumerable<int> Numbers(EventPage page) => page.Events.Select(e => (int)(long)e.Fields[0].Value.Bits);

    private static async Task AppendAsync(SampleLog log, Event happened)
    {
        using var batch = SampleBatch.OfEvents([happened]);
        await log.WhenCommittedAsync(await log.AppendAsync(batch, CancellationToken.None), CancellationToken.None);
    }
}
