using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Server;

public class ValueTableTests
{
    [Fact]
    public void A_handle_without_a_value_waits_for_one()
    {
        var table = new ValueTable();
        Assert.False(table.TryGet(70_000, out var value));
        Assert.Equal(StatusCodes.BadWaitingForInitialData, value.Status);
        table.Set(70_000, new DataValue(new Variant(1)));
        Assert.True(table.TryGet(70_000, out value));
        Assert.Equal(1, value.Value.AsInt32());
        Assert.False(table.TryGet(69_999, out _));
    }

    [Fact]
    public async Task A_value_is_never_read_half_written()
    {
        var table = new ValueTable();
        table.Set(0, Of(0));
        using var done = new CancellationTokenSource();
        var writers = Enumerable.Range(1, 2).Select(w => Task.Run(() =>
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
                table.Set(0, Of((i * 2) + w));
        })).ToArray();
        for (var i = 0; i < 200_000; i++)
        {
            table.TryGet(0, out var value);
            Assert.Equal(value.SourceTimestamp.Ticks, value.Value.AsInt64());
            Assert.Equal(value.ServerTimestamp.Ticks, value.Value.AsInt64());
        }
        await done.CancelAsync();
        await Task.WhenAll(writers);
    }

    [Fact]
    public void Setting_and_reading_allocate_nothing()
    {
        var table = new ValueTable();
        table.Set(5, Of(1));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            table.Set(5, Of(i));
            table.TryGet(5, out _);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static DataValue Of(long number) => new(new Variant(number), default, new UaDateTime(number), new UaDateTime(number));
}
