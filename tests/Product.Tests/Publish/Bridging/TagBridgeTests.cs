using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Fakes;
using Millwright.Flow.Bus;
using Millwright.Model;
using Millwright.Publish.Bridging;
using Millwright.Publish.Plant;
using Millwright.Security;

namespace Millwright.Product.Tests.Publish.Bridging;

/// <summary>A real bus, and a gate behind which a device takes what is written and shows it with its next scan.</summary>
public sealed class TagBridgeTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualClock _clock = new();
    private readonly CurrentValues _current = new();
    private readonly PublishedTags _tags = new();
    private readonly Gate _gate = new();
    private readonly SampleBus _bus;
    private TagBridge? _bridge;

    public TagBridgeTests()
    {
        _tags.Put(_tags.Tag("a"), _tags.Tag("b"), _tags.Tag("c"), _tags.Tag("d"));
        _bus = new(_current, () => 10, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        if (_bridge is not null)
            await _bridge.DisposeAsync();
    }

    [Fact]
    public async Task What_is_known_at_the_start_is_written_and_then_each_change_in_the_bridges_name()
    {
        await ShowAsync(("a", 1), ("b", 0));
        Start(new() { Scale = 10, Offset = 2 });
        Assert.Equal(("acme/berlin/b", 12.0, "bridge:test", Role.Operator), await NextAsync());
        await ShowAsync(("b", 12), ("a", 1));
        await ShowAsync(("a", 3));
        Assert.Equal(32, (await NextAsync()).Value);
        await UntilAsync(() => _bridge!.Status is { Forwarded: 2, LeftOut: >= 1, Problem: null });
        Assert.Empty(_gate.Asked);
    }

    [Fact]
    public async Task What_the_other_side_has_already_is_not_written_and_neither_is_a_repetition_when_somebody_else_wrote()
    {
        await ShowAsync(("a", 5), ("b", 5));
        Start(new());
        await UntilAsync(() => _bridge!.Status.LeftOut == 1);
        await ShowAsync(("b", 7));
        await ShowAsync(("a", 5));
        await UntilAsync(() => _bridge!.Status.LeftOut == 2);
        Assert.Empty(_gate.Asked);
    }

    [Fact]
    public async Task Both_ways_the_first_side_wins_at_the_start_and_what_was_written_does_not_come_back()
    {
        await ShowAsync(("a", 1), ("b", 9));
        Start(new() { Direction = BridgeDirection.Both, Scale = 10 });
        Assert.Equal(("acme/berlin/b", 10.0), Where(await NextAsync()));
        await UntilAsync(() => _bridge!.Status.Forwarded == 1);
        // The device rounds: its echo is another value than was written, and no news.
        await ShowAsync(("b", 10.4));
        await ShowAsync(("a", 1));
        await ShowAsync(("b", 30));
        Assert.Equal(("acme/berlin/a", 3.0), Where(await NextAsync()));
        await UntilAsync(() => _bridge!.Status.Forwarded == 2);
        await ShowAsync(("a", 3));
        await ShowAsync(("a", 4));
        Assert.Equal(("acme/berlin/b", 40.0), Where(await NextAsync()));
        Assert.Empty(_gate.Asked);
    }

    [Fact]
    public async Task Both_ways_a_side_that_lost_its_value_while_it_was_away_gets_it_back()
    {
        await ShowAsync(("a", 1), ("b", 1));
        Start(new() { Direction = BridgeDirection.Both });
        await UntilAsync(() => _bridge!.Status.LeftOut == 2);
        await ShowAsync(Quality.Bad, ("b", 1));
        await ShowAsync(("b", 0));
        Assert.Equal(("acme/berlin/b", 1.0), Where(await NextAsync()));
        Assert.Empty(_gate.Asked);
    }

    [Fact]
    public async Task From_alone_is_the_other_way()
    {
        await ShowAsync(("a", 1), ("b", 9));
        Start(new() { Direction = BridgeDirection.From });
        await UntilAsync(() => _bridge!.Status.LeftOut == 1);
        await ShowAsync(("b", 8));
        Assert.Equal(("acme/berlin/a", 8.0), Where(await NextAsync()));
    }

    [Fact]
    public async Task The_interval_of_the_bridge_or_of_the_tag_is_kept_and_the_newest_value_comes_at_its_end()
    {
        _gate.Interval = TimeSpan.FromSeconds(20);
        await ShowAsync(("a", 1), ("b", 0));
        Start(new() { AtMostEvery = TimeSpan.FromSeconds(5) });
        Assert.Equal(1, (await NextAsync()).Value);
        await UntilAsync(() => _bridge!.Status.Forwarded == 1);
        foreach (var value in (double[])[2, 3, 4])
        {
            await ShowAsync(("a", value));
            await UntilAsync(() => _clock.WaitingTimers > 0 && _bus.Subscriptions[0].Queued == 0);
        }
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(_gate.Asked);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(4, (await NextAsync()).Value);
        await UntilAsync(() => _bridge!.Status is { Forwarded: 2, Overtaken: >= 1 });
    }

    [Fact]
    public async Task A_device_that_is_away_is_tried_again_and_has_the_newest_value_when_it_is_back()
    {
        _gate.Answer = new(WriteEnd.Stale, "the device is away");
        await ShowAsync(("a", 1), ("b", 0));
        Start(new() { MaxAge = TimeSpan.FromHours(1) });
        await NextAsync();
        await UntilAsync(() => _bridge!.Status.Problem == "bridge test: b: the device is away");
        await ShowAsync(("a", 2));
        _gate.Answer = new(WriteEnd.Done);
        await UntilAsync(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return !_gate.Asked.IsEmpty;
        });
        Assert.Equal(2, (await NextAsync()).Value);
        await UntilAsync(() => _bridge!.Status is { Forwarded: 1, Problem: null });
        Assert.Equal(1, _bridge!.Status.Refused[BridgeCause.OtherSide]);
    }

    [Theory]
    [InlineData(WriteEnd.OutOfRange, "Value")]
    [InlineData(WriteEnd.NotAllowed, "NotAllowed")]
    [InlineData(WriteEnd.NotWritable, "NotWritable")]
    [InlineData(WriteEnd.Unconfirmed, "Unconfirmed")]
    public async Task What_will_not_be_otherwise_is_counted_and_not_tried_again_before_there_is_news(WriteEnd end, string cause)
    {
        _gate.Answer = new(end, "no");
        await ShowAsync(("a", 1), ("b", 0));
        Start(new());
        await NextAsync();
        await ShowAsync(("a", 1));
        await UntilAsync(() => _bridge!.Status is { LeftOut: 1 } status && status.Refused[Enum.Parse<BridgeCause>(cause)] == 1);
        await ShowAsync(("a", 2));
        Assert.Equal(2, (await NextAsync()).Value);
    }

    [Fact]
    public async Task A_value_that_is_not_good_is_counted_once_however_often_it_comes()
    {
        await ShowAsync(("b", 0));
        await ShowAsync(Quality.Bad, ("a", 1));
        Start(new());
        for (var i = 0; i < 5; i++)
            await ShowAsync(Quality.Bad, ("a", 1));
        await ShowAsync(("a", 2));
        Assert.Equal(2, (await NextAsync()).Value);
        Assert.Equal(1, _bridge!.Status.Refused[BridgeCause.NotGood]);
    }

    [Fact]
    public async Task A_slow_tag_does_not_hold_up_another_one()
    {
        await ShowAsync(("a", 1), ("b", 0), ("c", 2), ("d", 0));
        _gate.Stuck = "acme/berlin/b";
        Start(new(), ("a", "b"), ("c", "d"));
        await UntilAsync(() => _bridge!.Status.Forwarded == 1);
        await ShowAsync(("c", 3));
        await UntilAsync(() => _bridge!.Status.Forwarded == 2);
    }

    private static (string Tag, double Value) Where((string Tag, double Value, string Who, Role Role) asked) => (asked.Tag, asked.Value);

    private static TagPath Path(string name) => TagPath.Parse("acme/berlin/" + name);

    private void Start(BridgeOptions options, params (string From, string To)[] links)
    {
        if (links.Length == 0)
            links = [("a", "b")];
        _bridge = new(new(_bus, _tags.Table, _gate, _clock, NullLogger.Instance), "test", options, [.. links.Select(l => new BridgeLink(Path(l.From), Path(l.To)))]);
    }

    private Task ShowAsync(params (string Tag, double Value)[] samples) => ShowAsync(Quality.Good, samples);

    private async Task ShowAsync(Quality quality, params (string Tag, double Value)[] samples)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        using var batch = SampleBatch.Rent(samples.Length);
        foreach (var (tag, value) in samples)
            batch.Add(_tags.Handle(tag), Timestamp.Now(_clock), TagValue.Of(value), quality);
        _current.Set(batch);
        await _bus.PublishAsync(batch, CancellationToken.None);
        // Taken before the next one comes, where the bridge is there already.
        if (_bridge is not null)
            await UntilAsync(() => _bus.Subscriptions.All(s => s.Queued == 0));
    }

    private async Task<(string Tag, double Value, string Who, Role Role)> NextAsync()
    {
        (string, double, string, Role) asked = default;
        await UntilAsync(() => _gate.Asked.TryDequeue(out asked));
        return asked;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, limit.Token);
    }

    private sealed class Gate : IPlantWrites
    {
        public ConcurrentQueue<(string Tag, double Value, string Who, Role Role)> Asked { get; } = [];

        public WriteAnswer Answer { get; set; } = new(WriteEnd.Done);

        public TimeSpan Interval { get; set; }

        public string? Stuck { get; set; }

        public WriteBounds? BoundsOf(TagHandle tag) => new(Role.Operator, false, Interval);

        public async ValueTask<WriteAnswer> WriteAsync(TagPath tag, TagValue value, Identity who, string? reason, CancellationToken cancellation)
        {
            Asked.Enqueue((tag.ToString(), value.ToDouble(), who.Name, who.Role));
            if (tag.ToString() == Stuck)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            return Answer;
        }
    }
}
