using Millwright.Drivers.OpcUa;
using Millwright.Drivers.Output;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Types;

namespace Millwright.Product.Tests.Drivers;

/// <summary>What becomes of the values that a client brings.</summary>
public sealed class OpcUaFeedTests : IDisposable
{
    private static readonly long Noon = new DateTime(2026, 3, 9, 12, 0, 0, DateTimeKind.Utc).Ticks;

    private readonly RecordingOutput _recorded = new();
    private readonly SerializedOutput _output;
    private readonly TagFeed _feed = new();
    private readonly FeedItem _speed;
    private readonly FeedItem _name;

    public OpcUaFeedTests()
    {
        _output = new(_recorded);
        _feed.SetTags([Tag(0, "ns=2;s=Speed"), Tag(1, "ns=2;s=Name", TagKind.String)], new());
        (_speed, _name) = (_feed.Items[0], _feed.Items[1]);
        _speed.HasReported = _name.HasReported = true;
    }

    public void Dispose() => _output.Dispose();

    [Fact]
    public async Task Values_keep_their_times_and_their_status_code_with_its_flags()
    {
        _feed.Attach(_output);
        await BringAsync(_speed, new DataValue(new(1.5), new StatusCode(0x4094_0000).WithOverflow(), At(0), At(1)));
        var sample = Assert.Single(_recorded.Samples);
        Assert.Equal((1.5, Noon, Noon + TimeSpan.TicksPerSecond), (sample.Value.ToDouble(), sample.SourceTime.Ticks, sample.ServerTime.Ticks));
        Assert.Equal(0x4094_0480u, sample.Quality.Code);
        Assert.Contains("missed 1 BufferFull", _recorded.Events);
    }

    [Fact]
    public async Task A_message_is_not_done_before_its_samples_were_taken_and_waits_for_an_output()
    {
        var handed = BringAsync(_speed, new DataValue(new(1.0), default, At(0)));
        Assert.False(handed.IsCompleted);
        Assert.Empty(_recorded.Samples);
        _feed.Attach(_output);
        await handed.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        Assert.Single(_recorded.Samples);
    }

    [Fact]
    public async Task What_a_broken_connection_left_unfinished_comes_with_the_next_message()
    {
        using var ended = new CancellationTokenSource();
        ((INotificationSink)_feed).OnValue(_speed.Number, new DataValue(new(1.0), default, At(0)));
        var broken = _feed.OnBatchEndAsync(ended.Token).AsTask();
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => broken);
        _feed.Attach(_output);
        await BringAsync(_speed, new DataValue(new(2.0), default, At(1)));
        Assert.Equal([1.0, 2.0], _recorded.Samples.Select(s => s.Value.ToDouble()));
    }

    [Fact]
    public async Task Nothing_goes_to_an_output_that_has_been_left()
    {
        _feed.Attach(_output);
        await _feed.DetachAsync();
        var handed = BringAsync(_speed, new DataValue(new(1.0), default, At(0)));
        Assert.False(handed.IsCompleted);
        var next = new RecordingOutput();
        _feed.Attach(new SerializedOutput(next));
        await handed.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        Assert.Empty(_recorded.Samples);
        Assert.Single(next.Samples);
    }

    [Fact]
    public async Task A_value_behind_a_newer_one_of_its_tag_goes_to_the_log_alone()
    {
        _feed.Attach(_output);
        await BringAsync(_speed, new DataValue(new(2.0), default, At(2)));
        await BringAsync(_speed, new DataValue(new(1.0), default, At(1)));
        Assert.Equal([2.0], _recorded.Samples.Select(s => s.Value.ToDouble()));
        Assert.Equal([1.0], _recorded.Filled.Select(s => s.Value.ToDouble()));
    }

    [Fact]
    public async Task An_overflow_of_the_servers_queue_is_counted_and_its_stretch_of_time_is_told_so_that_history_can_fill_it()
    {
        _feed.Attach(_output);
        await BringAsync(_speed, new DataValue(new(1.0), default(StatusCode).WithOverflow(), At(1)));
        // Nothing is known before the first value: no stretch has a beginning.
        Assert.False(_feed.Signals.TryRead(out _));
        await BringAsync(_speed, new DataValue(new(9.0), default(StatusCode).WithOverflow(), At(9)));
        Assert.True(_feed.Signals.TryRead(out var signal));
        Assert.Equal(
            (FeedSignalKind.Overflow, _speed.Number, Noon + TimeSpan.FromSeconds(1).Ticks, Noon + TimeSpan.FromSeconds(9).Ticks),
            (signal.Kind, signal.Item, signal.FromTicks, signal.UntilTicks));
        Assert.Equal(2, _recorded.Events.Count(e => e.StartsWith("missed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_overflow_while_nobody_listened_is_a_gap_though_the_tag_was_read_before_its_queue_came()
    {
        _feed.Attach(_output);
        await BringAsync(_speed, new DataValue(new(1.0), default, At(1)));
        await HandOnAsync(_speed, new DataValue(new(9.0), default, At(9)), 0, ValueOrigin.Truth);
        await BringAsync(_speed, new DataValue(new(7.0), default(StatusCode).WithOverflow(), At(7)));
        Assert.True(_feed.Signals.TryRead(out var signal));
        Assert.Equal((At(1).DotNetTicks, At(7).DotNetTicks), (signal.FromTicks, signal.UntilTicks));
    }

    [Fact]
    public async Task The_first_value_of_an_item_that_was_read_already_says_nothing_new()
    {
        _feed.Attach(_output);
        await HandOnAsync(_speed, new DataValue(new(2.0), default, At(2)), 0, ValueOrigin.Truth);
        _speed.HasReported = false;
        await BringAsync(_speed, new DataValue(new(2.0), default, At(2)));
        await BringAsync(_speed, new DataValue(new(3.0), default, At(2)));
        Assert.Equal([2.0, 3.0], _recorded.Samples.Select(s => s.Value.ToDouble()));
    }

    [Fact]
    public async Task The_first_value_of_an_item_that_is_older_than_what_was_read_is_kept_when_it_was_not_known()
    {
        _feed.Attach(_output);
        await HandOnAsync(_speed, new DataValue(new(2.0), default, At(2)), 0, ValueOrigin.Truth);
        await HandOnAsync(_speed, new DataValue(new(9.0), default, At(9)), 0, ValueOrigin.Truth);
        _speed.HasReported = false;
        await BringAsync(_speed, new DataValue(new(5.0), default, At(5)));
        Assert.Equal([5.0], _recorded.Filled.Select(s => s.Value.ToDouble()));
    }

    [Fact]
    public async Task What_has_stood_since_before_the_break_gets_the_time_at_which_it_was_confirmed()
    {
        _feed.Attach(_output);
        var confirmed = Noon + TimeSpan.FromHours(1).Ticks;
        await HandOnAsync(_speed, new DataValue(new(2.0), default, At(0)), confirmed, ValueOrigin.Truth);
        Assert.Equal(confirmed, Assert.Single(_recorded.Samples).SourceTime.Ticks);
        // The change that comes then is newer than what stood, whatever the server's clocks say of each other.
        await BringAsync(_speed, new DataValue(new(3.0), default, At(10)));
        Assert.Equal(Noon + TimeSpan.FromSeconds(10).Ticks, _recorded.Samples[^1].SourceTime.Ticks);
    }

    [Fact]
    public async Task A_read_that_tells_the_truth_counts_also_when_its_time_went_back()
    {
        _feed.Attach(_output);
        await BringAsync(_speed, new DataValue(new(2.0), default, At(5)));
        await HandOnAsync(_speed, new DataValue(new(0.0), default, At(1)), 0, ValueOrigin.Truth);
        Assert.Equal([2.0, 0.0], _recorded.Samples.Select(s => s.Value.ToDouble()));
    }

    [Fact]
    public async Task A_value_of_another_kind_fails_its_tag_once_by_name_and_one_that_fits_again_asks_to_be_confirmed()
    {
        _feed.Attach(_output);
        await BringAsync(_speed, new DataValue(new("fast"), default, At(1)));
        await BringAsync(_speed, new DataValue(new("faster"), default, At(2)));
        Assert.All(_recorded.Samples, s => Assert.Equal(Quality.BadTypeMismatch, s.Quality));
        var failed = Assert.Single(_recorded.Events, e => e.StartsWith("failed", StringComparison.Ordinal));
        Assert.Contains("ns=2;s=Speed delivers string, which does not fit into float64", failed, StringComparison.Ordinal);
        await BringAsync(_speed, new DataValue(new(1.0), default, At(3)));
        Assert.True(_feed.Signals.TryRead(out var signal));
        Assert.Equal((FeedSignalKind.Confirm, _speed.Number), (signal.Kind, signal.Item));
    }

    [Fact]
    public async Task A_bad_value_is_a_sample_without_one_and_an_empty_one_is_bad()
    {
        _feed.Attach(_output);
        await BringAsync(_speed, DataValue.FromStatus(StatusCodes.BadSensorFailure));
        await BringAsync(_speed, new DataValue(Variant.Null, default, At(1)));
        Assert.Equal([Quality.BadSensorFailure, Quality.BadNoData], _recorded.Samples.Select(s => s.Quality));
        Assert.All(_recorded.Samples, s => Assert.True(s.Value.IsNone));
    }

    [Fact]
    public void Other_tags_keep_what_is_known_of_those_that_stay()
    {
        _speed.IsWatched = _name.IsWatched = true;
        var left = _feed.SetTags([Tag(0, "ns=2;s=Speed"), Tag(1, "ns=2;s=Title", TagKind.String), Tag(2, "ns=2;s=New")], new());
        Assert.Equal([_name.Number], left);
        Assert.Same(_speed, _feed.Find(new TagHandle(0)));
        Assert.Null(_feed.Find(_name.Number));
        Assert.Equal([0u, 2u, 3u], _feed.Items.Select(i => i.Number));
    }

    [Fact]
    public async Task A_gap_begins_at_the_last_value_that_the_subscription_brought_whatever_was_read_since()
    {
        _feed.Attach(_output);
        await BringAsync(_speed, new DataValue(new(1.0), default, At(1)));
        await HandOnAsync(_speed, new DataValue(new(7.0), default, At(7)), 0, ValueOrigin.Truth);
        _feed.OnGap(new(default, [_speed.Number], IsMadeAnew: true));
        Assert.Empty(_feed.Gaps.Bound());
        _feed.OnItemStatus(_speed.Number, default);
        await BringAsync(_speed, new DataValue(new(9.0), default, At(9)));
        var gap = Assert.Single(_feed.Gaps.Bound());
        Assert.Equal((_speed, At(1).DotNetTicks, At(9).DotNetTicks), (gap.Item, gap.FromTicks, gap.UntilTicks));
    }

    [Fact]
    public async Task A_value_from_before_a_gap_that_is_handed_on_late_does_not_end_it()
    {
        await using var waiting = new WaitingBatch(_feed, _speed, new DataValue(new(1.0), default, At(1)));
        _speed.BroughtTicks = At(0).DotNetTicks;
        _feed.OnGap(new(default, [_speed.Number], IsMadeAnew: true));
        _feed.OnItemStatus(_speed.Number, default);
        _feed.Attach(_output);
        await waiting.Done;
        Assert.Single(_recorded.Samples);
        Assert.Empty(_feed.Gaps.Bound());
        await BringAsync(_speed, new DataValue(new(5.0), default, At(5)));
        Assert.Equal(At(5).DotNetTicks, Assert.Single(_feed.Gaps.Bound()).UntilTicks);
    }

    [Fact]
    public async Task A_link_that_is_given_up_leaves_what_its_tags_had_and_the_next_one_asks_for_the_rest()
    {
        var connector = new OpcUaConnector("machine", new() { Address = "opc.tcp://127.0.0.1:1", Security = OpcUaSecurity.None }, new(), TimeProvider.System);
        await using var given = new OpcUaLink(connector, TimeProvider.System);
        given.Feed.SetTags([Tag(0, "ns=2;s=Speed"), Tag(1, "ns=2;s=Name", TagKind.String)], connector.Options);
        given.Feed.Attach(_output);
        given.Feed.OnValue(0, new DataValue(new(1.0), default, At(1)));
        await given.Feed.OnBatchEndAsync(CancellationToken.None);
        await using var next = new OpcUaLink(connector, TimeProvider.System);
        next.Feed.SetTags([Tag(0, "ns=2;s=Speed"), Tag(2, "ns=2;s=Other")], connector.Options);
        next.Resume(given.Leave());
        Assert.Equal((false, At(1).DotNetTicks), (next.Gaps.IsEmpty, next.Gaps.WholeUntil(next.Feed.Items[0])));
        // Given up before its values came again, it still knows.
        Assert.Equal(At(1).DotNetTicks, Assert.Single(next.Leave().WholeUntilTicks).Value);
    }

    private sealed class WaitingBatch : IAsyncDisposable
    {
        public WaitingBatch(TagFeed feed, FeedItem item, DataValue value)
        {
            feed.OnValue(item.Number, value);
            Done = feed.OnBatchEndAsync(CancellationToken.None).AsTask();
        }

        public Task Done { get; }

        public async ValueTask DisposeAsync() => await Done;
    }

    private async Task BringAsync(FeedItem item, DataValue value)
    {
        _feed.OnValue(item.Number, value);
        await _feed.OnBatchEndAsync(CancellationToken.None);
    }

    private async Task HandOnAsync(FeedItem item, DataValue value, long floor, ValueOrigin origin)
    {
        await _output.EnterAsync(CancellationToken.None);
        await _feed.HandOnAsync(_output.Inner, [item], new[] { value }, floor, origin, CancellationToken.None);
        _output.Leave();
    }

    private static UaDateTime At(int second) => UaDateTime.FromDotNetTicks(Noon + TimeSpan.FromSeconds(second).Ticks);

    private static SourceTag Tag(int index, string node, TagKind? kind = null) =>
        new(new(index), TagPath.Parse($"line/t{index}"), new OpcUaTagOptions { Node = node, As = kind }, TimeSpan.FromSeconds(1));
}
