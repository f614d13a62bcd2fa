using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Pki;

namespace Millwright.Protocols.Tests.OpcUa.Server;

/// <summary>History read and changed by our client at our server, and what the server refuses.</summary>
public class HistoryTests
{
    private static readonly NodeId Kept = new(1, "Press.Kept");

    [Fact]
    public async Task What_is_stored_is_read_raw_at_times_and_as_aggregates()
    {
        await using var bench = Bench(new FakeHistory());
        await using var client = bench.Client();
        await client.ConnectAsync();
        var stored = await client.UpdateHistoryAsync(Kept, PerformUpdateType.Insert, [.. Enumerable.Range(0, 250).Select(i => At(i, i))]);
        Assert.All(stored, status => Assert.Equal<StatusCode>(StatusCodes.GoodEntryInserted, status));
        var raw = await CollectAsync(client.ReadHistoryAsync(Kept, Time(0), Time(1_000), valuesPerPage: 100));
        Assert.Equal(Enumerable.Range(0, 250).Select(i => (double)i), raw.Select(v => v.Value.AsDouble()));
        var some = await client.ReadHistoryAtAsync(Kept, [Time(7), Time(7.5), Time(9)]);
        Assert.Equal((7.0, true, 9.0), (some[0].Value.AsDouble(), some[1].Status == StatusCodes.BadNoData, some[2].Value.AsDouble()));
        var averages = await CollectAsync(client.ReadAggregatesAsync(Kept, new NodeId(2342), Time(0), Time(30), TimeSpan.FromSeconds(10)));
        Assert.Equal([4.5, 14.5, 24.5], averages.Select(v => v.Value.AsDouble()));
        var refused = await Assert.ThrowsAsync<UaException>(() => CollectAsync(client.ReadAggregatesAsync(Kept, new NodeId(2360), Time(0), Time(30), TimeSpan.Zero)));
        Assert.Equal<StatusCode>(StatusCodes.BadAggregateNotSupported, refused.Status);
    }

    [Fact]
    public async Task A_change_of_history_answers_for_each_value_and_is_told_with_its_author()
    {
        await using var bench = Bench(new FakeHistory());
        await using var client = bench.Client();
        await client.ConnectAsync();
        await client.UpdateHistoryAsync(Kept, PerformUpdateType.Insert, [At(1, 1), At(2, 2), At(3, 3), At(4, 4)]);
        Assert.Equal([StatusCodes.BadEntryExists, StatusCodes.GoodEntryInserted], await StatusesAsync(PerformUpdateType.Insert, At(1, 9), At(5, 5)));
        Assert.Equal([StatusCodes.GoodEntryReplaced, StatusCodes.BadNoEntryExists], await StatusesAsync(PerformUpdateType.Replace, At(2, 22), At(8, 8)));
        Assert.Equal([StatusCodes.GoodEntryReplaced, StatusCodes.GoodEntryInserted], await StatusesAsync(PerformUpdateType.Update, At(3, 33), At(6, 6)));
        var gone = await client.DeleteHistoryAtAsync(Kept, [Time(1), Time(77)]);
        Assert.Equal([StatusCodes.Good, StatusCodes.BadNoEntryExists], gone.Select(s => (StatusCodes)s.Value));
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.DeleteHistoryAsync(Kept, Time(5), Time(7)));
        Assert.Equal<StatusCode>(StatusCodes.BadNoData, await client.DeleteHistoryAsync(Kept, Time(5), Time(7)));
        var raw = await CollectAsync(client.ReadHistoryAsync(Kept, Time(0), Time(100)));
        Assert.Equal([22.0, 33.0, 4.0], raw.Select(v => v.Value.AsDouble()));
        var modified = await CollectAsync(client.ReadModifiedHistoryAsync(Kept, Time(0), Time(100), valuesPerPage: 2));
        Assert.Equal([2.0, 3.0, 1.0, 5.0, 6.0], modified.Select(m => m.Value.Value.AsDouble()));
        Assert.Equal(
            [HistoryUpdateType.Replace, HistoryUpdateType.Replace, HistoryUpdateType.Delete, HistoryUpdateType.Delete, HistoryUpdateType.Delete],
            modified.Select(m => m.Modification!.UpdateType));

        async Task<StatusCodes[]> StatusesAsync(PerformUpdateType how, params DataValue[] values) =>
            [.. (await client.UpdateHistoryAsync(Kept, how, values)).Select(s => (StatusCodes)s.Value)];
    }

    [Fact]
    public async Task What_the_product_does_not_offer_is_refused_and_the_capabilities_say_so_before()
    {
        await using var bench = Bench(new FakeHistory { Offers = HistoryChanges.Insert });
        await using var client = bench.Client();
        await client.ConnectAsync();
        Assert.True((await client.ReadValueAsync(new NodeId(11196))).Value.AsBoolean());
        Assert.False((await client.ReadValueAsync(new NodeId(11199))).Value.AsBoolean());
        await RefusedAsync(StatusCodes.BadHistoryOperationUnsupported, () => client.UpdateHistoryAsync(Kept, PerformUpdateType.Replace, [At(1, 1)]).AsTask());
        await RefusedAsync(StatusCodes.BadHistoryOperationUnsupported, () => client.DeleteHistoryAtAsync(Kept, [Time(1)]).AsTask());
        Assert.Equal<StatusCode>(StatusCodes.BadHistoryOperationUnsupported, await client.DeleteHistoryAsync(Kept, Time(0), Time(1)));
        // A variable whose history clients may read and not write, and one that is unknown.
        await RefusedAsync(StatusCodes.BadHistoryOperationUnsupported, () => client.UpdateHistoryAsync(new NodeId(1, "Press.Speed"), PerformUpdateType.Insert, [At(1, 1)]).AsTask());
        await RefusedAsync(StatusCodes.BadNodeIdUnknown, () => client.UpdateHistoryAsync(new NodeId(1, "Nowhere"), PerformUpdateType.Insert, [At(1, 1)]).AsTask());
    }

    [Fact]
    public async Task A_server_without_a_writer_or_with_a_plain_reader_says_that_it_cannot()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var speed = new NodeId(1, "Press.Speed");
        var update = await session.AskAsync(new HistoryUpdateRequest([new UpdateDataDetails(speed, PerformUpdateType.Insert, [At(1, 1)]).ToExtensionObject()]));
        Assert.Equal<StatusCode>(StatusCodes.BadHistoryOperationUnsupported, Assert.Single(update.Results).StatusCode);
        var modified = new ReadRawModifiedDetails(true, ServerBench.At(0), ServerBench.At(9), 5, false).ToExtensionObject();
        var read = await session.AskAsync(new HistoryReadRequest(modified, TimestampsToReturn.Both, false, [new HistoryReadValueId(speed, null, default, null)]));
        Assert.Equal<StatusCode>(StatusCodes.BadHistoryOperationUnsupported, Assert.Single(read.Results).StatusCode);
        var events = await session.AskAsync(new HistoryUpdateRequest([new DeleteEventDetails(speed, [[1]]).ToExtensionObject()]));
        Assert.Equal<StatusCode>(StatusCodes.BadHistoryOperationUnsupported, Assert.Single(events.Results).StatusCode);
        var refused = await Assert.ThrowsAsync<UaException>(() => session.AskAsync(new HistoryUpdateRequest([])));
        Assert.Equal<StatusCode>(StatusCodes.BadNothingToDo, refused.Status);
    }

    private static ServerBench Bench(FakeHistory history)
    {
        var bench = new ServerBench(o => o with { Time = TimeProvider.System, History = history, HistoryWriter = history });
        using var edit = bench.Space.Edit();
        edit.AddVariable(new NodeId(1, "Press"), Kept, new QualifiedName(1, "Kept"), new VariableSettings
        {
            DataType = new NodeId((uint)BuiltInType.Double),
            Access = AccessLevel.ReadWrite | AccessLevel.HistoryRead | AccessLevel.HistoryWrite,
        }, 50);
        return bench;
    }

    private static DateTimeOffset Time(double seconds) => TestCertificates.Now.AddSeconds(seconds);

    private static DataValue At(double seconds, double value) => new(new Variant(value), default, ServerBench.At(seconds));

    private static async Task<List<T>> CollectAsync<T>(IAsyncEnumerable<T> values)
    {
        var all = new List<T>();
        await foreach (var value in values)
            all.Add(value);
        return all;
    }

    private static async Task RefusedAsync(StatusCodes expected, Func<Task> ask) => Assert.Equal<StatusCode>(expected, (await Assert.ThrowsAsync<UaException>(ask)).Status);
}
