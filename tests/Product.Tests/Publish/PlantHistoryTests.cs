using Millwright.Historian;
using Millwright.Model;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;
using Millwright.Product.Tests.Http;
using Millwright.Publish.OpcUa;

namespace Millwright.Product.Tests.Publish;

/// <summary>Raw history as OPC 10000-11, 6.4.3 has it; a tag with values 0 to 9, one a second from 10:00:00.</summary>
public sealed class PlantHistoryTests
{
    private static readonly ServiceCaller Nobody = new(NodeId.Null, UserIdentity.Anonymous, "s", "urn:c", "10.0.0.1:1", SecurityPolicy.None, MessageSecurityMode.None);

    private readonly PublishedTags _tags = new();
    private readonly FakeHistory _history = new();
    private readonly PlantHistory _reader;
    private readonly int _handle;

    public PlantHistoryTests()
    {
        _tags.Put(_tags.Tag("shop/oil"), _tags.Tag("shop/empty"));
        _handle = _tags.Handle("shop/oil").Index;
        _history.Samples[_tags.Table[_tags.Handle("shop/oil")].Id] = [.. Enumerable.Range(0, 10).Select(i => new StoredSample(At(i), TagValue.Of((double)i), i == 4 ? Quality.Bad : Quality.Good))];
        _reader = new(_history, _tags.Table);
    }

    [Theory]
    [InlineData(2, 5, 100, false, "2 3 4")]
    [InlineData(2, 2, 100, false, "2")]
    [InlineData(5, 2, 100, false, "5 4 3")]
    [InlineData(-5, 3, 100, false, "0 1 2")]
    [InlineData(8, 60, 100, false, "8 9")]
    [InlineData(60, 8, 100, false, "9")]
    [InlineData(null, 5, 3, false, "5 4 3")]
    [InlineData(7, null, 2, false, "7 8")]
    [InlineData(7, null, 100, false, "7 8 9")]
    [InlineData(2, 4, 100, true, "2 3 4")]
    [InlineData(-5, 60, 100, true, "none 0 1 2 3 4 5 6 7 8 9 none")]
    [InlineData(4, 2, 100, true, "4 3 2")]
    [InlineData(60, -5, 100, true, "none 9 8 7 6 5 4 3 2 1 0 none")]
    public async Task Values_come_in_the_order_and_with_the_ends_that_were_asked_for(int? start, int? end, int most, bool bounds, string expected) =>
        Assert.Equal(expected, Text((await ReadAsync(start, end, most, bounds)).Values));

    [Fact]
    public async Task Bounds_between_values_are_the_values_next_to_them()
    {
        var half = TimeSpan.FromMilliseconds(500);
        var request = new RawHistoryRequest(Ua(At(2) + half), Ua(At(4) + half), 100, true, null);
        Assert.Equal("2 3 4 5", Text((await _reader.ReadRawAsync(Nobody, _handle, request, CancellationToken.None)).Values));
        Assert.Equal("5 4 3 2", Text((await _reader.ReadRawAsync(Nobody, _handle, request with { Start = request.End, End = request.Start }, CancellationToken.None)).Values));
    }

    [Theory]
    [InlineData(0, 9, false, "0 1 2|3 4 5|6 7 8")]
    [InlineData(9, 0, false, "9 8 7|6 5 4|3 2 1")]
    [InlineData(-1, 5, true, "none 0 1|2 3 4|5")]
    [InlineData(9, 3, true, "9 8 7|6 5 4|3")]
    public async Task Pages_together_are_the_whole(int start, int end, bool bounds, string expected)
    {
        var pages = new List<string>();
        object? next = null;
        do
        {
            var page = await _reader.ReadRawAsync(Nobody, _handle, new(Ua(At(start)), Ua(At(end)), 3, bounds, next), CancellationToken.None);
            pages.Add(Text(page.Values));
            next = page.Continuation;
        }
        while (next is not null);
        Assert.Equal(expected, string.Join('|', pages));
    }

    [Fact]
    public async Task Quality_and_both_times_are_as_stored()
    {
        var page = await ReadAsync(4, 5, 10, false);
        Assert.Equal<StatusCode>(StatusCodes.Bad, page.Values[0].Status);
        Assert.Equal((Ua(At(4)), Ua(At(4))), (page.Values[0].SourceTimestamp, page.Values[0].ServerTimestamp));
    }

    [Fact]
    public async Task A_tag_without_history_and_a_question_without_times_are_answered_as_such()
    {
        var empty = await _reader.ReadRawAsync(Nobody, _tags.Handle("shop/empty").Index, new(Ua(At(0)), Ua(At(9)), 10, false, null), CancellationToken.None);
        Assert.Equal<StatusCode>(StatusCodes.GoodNoData, empty.Status);
        Assert.Equal<StatusCode>(StatusCodes.BadInvalidTimestampArgument, (await _reader.ReadRawAsync(Nobody, _handle, new(default, default, 10, false, null), CancellationToken.None)).Status);
        Assert.Equal<StatusCode>(StatusCodes.BadNodeIdUnknown, (await _reader.ReadRawAsync(Nobody, 99, new(Ua(At(0)), Ua(At(9)), 10, false, null), CancellationToken.None)).Status);
    }

    [Fact]
    public async Task The_newest_of_many_are_found_without_reading_all()
    {
        var tag = new TagId(Guid.NewGuid());
        _history.Samples[tag] = [.. Enumerable.Range(0, 5_000).Select(i => new StoredSample(At(i), TagValue.Of((double)i), Quality.Good))];
        var newest = await BackwardReading.ReadAsync(_history, tag, Timestamp.MinValue, At(4_000), 4, CancellationToken.None);
        Assert.Equal([3999, 3998, 3997, 3996], newest.Select(s => s.Value.ToDouble()));
    }

    [Theory]
    [InlineData(2342u, 0, 10, 5_000, "1.5@0 7@5")]
    [InlineData(2342u, 10, 0, 5_000, "7@10 1.5@5")]
    [InlineData(2347u, 0, 10, 4_000, "3@0 7@4 9@8")]
    [InlineData(2346u, 0, 10, 0, "0@0")]
    [InlineData(2352u, 0, 10, 5_000, "4@0 5@5")]
    [InlineData(2342u, 20, 30, 5_000, "none@20 none@25")]
    public async Task Aggregates_come_for_each_interval_both_ways(uint aggregate, int start, int end, int intervalMs, string expected) =>
        Assert.Equal(expected, string.Join(' ', (await ProcessAsync(aggregate, start, end, intervalMs)).Values.Select(v => $"{Number(v)}@{(v.SourceTimestamp.DotNetTicks - At(0).Ticks) / TimeSpan.TicksPerSecond}")));

    [Fact]
    public async Task An_aggregate_says_that_it_was_calculated_whether_all_was_good_and_whether_its_interval_was_cut()
    {
        var values = (await ProcessAsync(2347, 0, 10, 4_000)).Values;
        Assert.Equal([0x0401u, 0x0401u, 0x0405u], values.Select(v => v.Status.Value & 0xFFFF));
        Assert.Equal([true, false, true], values.Select(v => v.Status.IsGood));
        Assert.Equal(BuiltInType.Int32, (await ProcessAsync(2352, 0, 10, 0)).Values[0].Value.Type);
        Assert.Equal(BuiltInType.StatusCode, (await ProcessAsync(2364, 0, 10, 0)).Values[0].Value.Type);
    }

    [Theory]
    [InlineData(0, 10, "0 1 2|3 none 5|6 7 8|9")]
    [InlineData(10, 0, "9 8 7|6 5 none|3 2 1|0")]
    public async Task Pages_of_aggregates_together_are_the_whole(int start, int end, string expected)
    {
        var pages = new List<string>();
        object? next = null;
        do
        {
            var page = await ProcessAsync(2357, start, end, 1_000, 3, next);
            pages.Add(string.Join(' ', page.Values.Select(Number)));
            next = page.Continuation;
        }
        while (next is not null);
        Assert.Equal(expected, string.Join('|', pages));
    }

    [Fact]
    public async Task Aggregates_that_are_not_offered_and_rules_that_are_not_kept_are_refused()
    {
        Assert.Equal<StatusCode>(StatusCodes.BadAggregateNotSupported, (await ProcessAsync(2348, 0, 10, 0)).Status);
        Assert.Equal<StatusCode>(StatusCodes.BadInvalidArgument, (await ProcessAsync(2342, 0, 100_000, 0.001)).Status);
        var other = new AggregateConfiguration(false, true, 100, 100, false);
        Assert.Equal<StatusCode>(StatusCodes.BadAggregateConfigurationRejected, (await ProcessAsync(2342, 0, 10, 0, configuration: other)).Status);
        Assert.False((await ProcessAsync(2342, 0, 10, 0, configuration: new(false, false, 100, 100, false))).Status.IsBad);
        Assert.Equal(28, _reader.Aggregates.Count);
    }

    [Fact]
    public async Task Values_at_given_times_are_interpolated_or_with_simple_bounds_those_before()
    {
        UaDateTime[] times = [Ua(At(2)), Ua(At(2) + TimeSpan.FromMilliseconds(500))];
        Assert.Equal("2 2.5", Text((await _reader.ReadAtTimesAsync(Nobody, _handle, times, false, CancellationToken.None)).Values));
        Assert.Equal("2 2", Text((await _reader.ReadAtTimesAsync(Nobody, _handle, times, true, CancellationToken.None)).Values));
    }

    private ValueTask<HistoryPage> ProcessAsync(
        uint aggregate, int start, int end, double intervalMs, int most = 100, object? next = null, AggregateConfiguration? configuration = null) =>
        _reader.ReadProcessedAsync(
            Nobody, _handle, new(Ua(At(start)), Ua(At(end)), intervalMs, new NodeId(aggregate), most, next, configuration ?? new(true, false, 0, 0, false)), CancellationToken.None);

    private static string Number(DataValue value) => value.Value.Type switch
    {
        BuiltInType.Double => value.Value.AsDouble().ToString(System.Globalization.CultureInfo.InvariantCulture),
        BuiltInType.Int32 => value.Value.AsInt32().ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => "none",
    };

    private static Timestamp At(int second) => FakePlant.Start + TimeSpan.FromSeconds(second);

    private static UaDateTime Ua(Timestamp time) => ValueMapping.ToTime(time.Ticks);

    private static string Text(IReadOnlyList<DataValue> values) =>
        string.Join(' ', values.Select(v => v.Status == StatusCodes.BadBoundNotFound ? "none" : v.Value.AsDouble().ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private ValueTask<HistoryPage> ReadAsync(int? start, int? end, int most, bool bounds) => _reader.ReadRawAsync(
        Nobody, _handle, new(start is { } s ? Ua(At(s)) : default, end is { } e ? Ua(At(e)) : default, most, bounds, null), CancellationToken.None);
}
