using Millwright.Fakes;
using Millwright.Flow.Bus;
using Millwright.Model;

namespace Millwright.Product.Tests.Bus;

public sealed class BusTests
{
    private const int TagCount = 5_000;

    private readonly ManualClock _clock = new();
    private readonly CurrentValues _current = new();
    private readonly SampleBus _bus;

    public BusTests() => _bus = new(_current, () => TagCount, _clock);

    [Fact]
    public async Task A_lossless_subscriber_gets_every_sample_in_order()
    {
        using var all = _bus.Subscribe("all", new(Delivery.Lossless, null, 1_000));
        for (var i = 0; i < 500; i++)
            await PublishAsync((i % 3, i));
        Assert.Equal(Enumerable.Range(0, 500).Select(i => (double)i), Drain(all).Select(s => s.Value.ToDouble()));
    }

    [Fact]
    public async Task A_subscriber_gets_only_the_tags_of_its_interest()
    {
        using var lossless = _bus.Subscribe("a", new(Delivery.Lossless, [new(1)], 100));
        using var conflating = _bus.Subscribe("b", new(Delivery.Conflating, [new(1), new(4_999)], 100));
        await PublishAsync((0, 10), (1, 11), (2, 12), (4_999, 13));
        Assert.Equal([11.0], Drain(lossless).Select(s => s.Value.ToDouble()));
        Assert.Equal([11.0, 13.0], Drain(conflating).Select(s => s.Value.ToDouble()));
    }

    [Fact]
    public async Task A_conflating_subscriber_gets_the_newest_of_each_tag_and_is_told_how_many_gave_way()
    {
        using var page = _bus.Subscribe("page", new(Delivery.Conflating, null, 100));
        for (var i = 0; i < 10; i++)
            await PublishAsync((0, i), (1, 100 + i));
        Assert.Equal((2, 18L), (_bus.Subscriptions[0].Queued, _bus.Subscriptions[0].Conflated));
        Assert.Equal([9.0, 109.0], Drain(page).Select(s => s.Value.ToDouble()));
        Assert.Empty(Drain(page));
        Assert.Equal((0, 2L, 0L), (_bus.Subscriptions[0].Queued, _bus.Subscriptions[0].Delivered, _bus.Subscriptions[0].Dropped));
    }

    [Fact]
    public async Task More_tags_than_one_read_holds_come_in_several_reads_and_none_is_forgotten()
    {
        using var page = _bus.Subscribe("page", new(Delivery.Conflating, null, 64));
        await PublishAsync([.. Enumerable.Range(0, TagCount).Select(i => (i, i))]);
        Assert.Equal(TagCount, Drain(page).Select(s => s.Tag).Distinct().Count());
    }

    [Fact]
    public async Task A_new_subscriber_and_newly_added_tags_begin_with_the_current_values()
    {
        await PublishAsync((0, 1), (1, 2), (2, 3));
        using var page = _bus.Subscribe("page", new(Delivery.Conflating, [new(0)], 100));
        using var store = _bus.Subscribe("store", new(Delivery.Lossless, [new(0)], 100));
        Assert.Equal([1.0], Drain(page).Select(s => s.Value.ToDouble()));
        Assert.Equal([1.0], Drain(store).Select(s => s.Value.ToDouble()));
        page.SetInterest([new(0), new(2)]);
        Assert.Equal([3.0], Drain(page).Select(s => s.Value.ToDouble()));
        page.SetInterest([new(2)]);
        await PublishAsync((0, 9));
        Assert.Empty(Drain(page));
    }

    [Fact]
    public async Task A_waiting_reader_wakes_up_for_a_sample()
    {
        using var page = _bus.Subscribe("page", new(Delivery.Conflating, null, 100));
        var reading = page.ReadAsync(CancellationToken.None).AsTask();
        Assert.False(reading.IsCompleted);
        await PublishAsync((7, 70));
        using var batch = await reading.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(70, batch.Value(0).ToDouble());
    }

    [Fact]
    public async Task A_publisher_waits_for_a_lossless_subscriber_that_catches_up()
    {
        using var store = _bus.Subscribe("store", new(Delivery.Lossless, null, 1));
        await PublishAsync((0, 1));
        var publishing = PublishAsync((0, 2)).AsTask();
        Assert.False(publishing.IsCompleted);
        Assert.True(store.TryRead(out var first));
        first!.Dispose();
        await publishing.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal([2.0], Drain(store).Select(s => s.Value.ToDouble()));
        Assert.Equal(0, _bus.Subscriptions[0].Dropped);
    }

    [Fact]
    public async Task A_lossless_subscriber_that_does_not_catch_up_is_cut_off_told_and_counted()
    {
        using var store = _bus.Subscribe("store", new(Delivery.Lossless, null, 1));
        await PublishAsync((0, 1));
        var publishing = PublishAsync((0, 2), (1, 3)).AsTask();
        _clock.Advance(SampleBus.MaxWait);
        await publishing.WaitAsync(TimeSpan.FromSeconds(60));
        await PublishAsync((0, 4));
        Assert.Equal(3, _bus.Subscriptions[0].Dropped);
        Assert.True(store.TryRead(out var first));
        Assert.Equal(1, first!.Value(0).ToDouble());
        first.Dispose();
        Assert.Throws<SubscriptionCutOffException>(() => store.TryRead(out _));
        await Assert.ThrowsAsync<SubscriptionCutOffException>(async () => await store.ReadAsync(CancellationToken.None));
    }

    /// <summary>R8: the work of publishing beside a hundred stuck subscribers is marks that are set already, and memory does not grow.</summary>
    [Fact]
    public async Task A_hundred_stuck_subscribers_cost_the_publisher_no_waiting_and_no_memory()
    {
        var stuck = Enumerable.Range(0, 100).Select(i => _bus.Subscribe($"stuck {i}", new(Delivery.Conflating, null, 100))).ToList();
        using var live = _bus.Subscribe("live", new(Delivery.Conflating, null, 10_000));
        using var batch = Batch([.. Enumerable.Range(0, 1_000).Select(i => (i, i))]);
        await Publish(batch);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            var publishing = Publish(batch);
            Assert.True(publishing.IsCompletedSuccessfully);
            await publishing;
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
        Assert.Equal(1_000, Drain(live).Count);
        Assert.All(_bus.Subscriptions.Where(s => s.Name != "live"), s => Assert.Equal((1_000, 1_000_000L), (s.Queued, s.Conflated)));
        stuck.ForEach(s => s.Dispose());
        Assert.Single(_bus.Subscriptions);
    }

    [Fact]
    public async Task A_hundred_stuck_lossless_subscribers_hold_the_publisher_once_for_all_of_them()
    {
        var stuck = Enumerable.Range(0, 100).Select(i => _bus.Subscribe($"stuck {i}", new(Delivery.Lossless, null, 1))).ToList();
        await PublishAsync((0, 1));
        var publishing = PublishAsync((0, 2)).AsTask();
        _clock.Advance(SampleBus.MaxWait);
        await publishing.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(PublishAsync((0, 3)).AsTask().IsCompletedSuccessfully);
        Assert.All(_bus.Subscriptions, s => Assert.Equal((1, 2L), (s.Queued, s.Dropped)));
        stuck.ForEach(s => s.Dispose());
    }

    [Fact]
    public async Task No_change_is_missed_while_reader_and_publishers_run_at_once()
    {
        using var page = _bus.Subscribe("page", new(Delivery.Conflating, null, 64));
        const int rounds = 20_000;
        var publishers = Enumerable.Range(0, 2).Select(p => Task.Run(async () =>
        {
            for (var i = 1; i <= rounds; i++)
                await PublishAsync((p * 100 + i % 10, i));
        })).ToArray();
        var seen = new Dictionary<TagHandle, double>();
        var last = new Dictionary<TagHandle, double>();
        for (var i = 0; i < 10; i++)
            last[new(i)] = last[new(100 + i)] = rounds - 10 + (i == 0 ? 10 : i);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (seen.Count < last.Count || last.Any(l => seen[l.Key] != l.Value))
        {
            using var batch = await page.ReadAsync(limit.Token);
            for (var i = 0; i < batch.Count; i++)
                seen[batch.Tags[i]] = batch.Value(i).ToDouble();
        }
        await Task.WhenAll(publishers);
    }

    [Fact]
    public async Task A_current_value_is_never_seen_torn()
    {
        var tag = new TagHandle(1);
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(() =>
        {
            using var batch = SampleBatch.Rent(2);
            for (var i = 1L; !stop.IsCancellationRequested; i++)
            {
                batch.Clear();
                batch.Add(tag, new(i), i % 2 == 0 ? TagValue.Of(i) : TagValue.Of(i.ToString(System.Globalization.CultureInfo.InvariantCulture)), new((uint)(i & 0xFFFF)), new(i));
                _current.Set(batch);
            }
        });
        for (var i = 0; i < 200_000; i++)
        {
            if (!_current.TryGet(tag, out var sample))
                continue;
            var n = sample.SourceTime.Ticks;
            Assert.Equal((n, (uint)(n & 0xFFFF)), (sample.ServerTime.Ticks, sample.Quality.Code));
            Assert.Equal(n.ToString(System.Globalization.CultureInfo.InvariantCulture), sample.Value.ToString());
        }
        await stop.CancelAsync();
        await writer.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void A_value_without_a_servers_time_does_not_keep_that_of_the_one_before()
    {
        var tag = new TagHandle(3);
        using var batch = SampleBatch.Rent(3);
        batch.Add(tag, new(1), TagValue.Of(1.5), Quality.Good);
        _current.Set(batch);
        Assert.True(_current.TryGet(tag, out var plain));
        Assert.Equal((1.5, true), (plain.Value.ToDouble(), plain.ServerTime.IsNone));
        batch.Add(tag, new(2), TagValue.Of("open"), Quality.Good, new(7));
        _current.Set(batch);
        Assert.True(_current.TryGet(tag, out var whole));
        Assert.Equal(("open", 7), (whole.Value.ToString(), whole.ServerTime.Ticks));
        batch.Add(tag, new(3), TagValue.Of(2.5), Quality.Good);
        _current.Set(batch);
        Assert.True(_current.TryGet(tag, out var after));
        Assert.Equal((2.5, true), (after.Value.ToDouble(), after.ServerTime.IsNone));
    }

    private async ValueTask PublishAsync(params (int Tag, double Value)[] samples)
    {
        using var batch = Batch(samples);
        await Publish(batch);
    }

    private ValueTask Publish(SampleBatch batch)
    {
        _current.Set(batch);
        return _bus.PublishAsync(batch, CancellationToken.None);
    }

    private static SampleBatch Batch((int Tag, double Value)[] samples)
    {
        var batch = SampleBatch.Rent(samples.Length);
        foreach (var (tag, value) in samples)
            batch.Add(new(tag), new(1), TagValue.Of(value), Quality.Good);
        return batch;
    }

    private static List<Sample> Drain(ISubscription subscription)
    {
        var all = new List<Sample>();
        while (subscription.TryRead(out var batch))
        {
            using (batch)
                all.AddRange(Enumerable.Range(0, batch!.Count).Select(i => batch[i]));
        }
        return all;
    }
}
