using Millwright.OpcUa.Client;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Channel;

namespace Millwright.Protocols.Tests.OpcUa.Client;

[Collection(AloneCollection.Name)]
public class SubscriptionGarbageTests
{
    [Fact]
    public async Task A_value_passes_without_an_object_of_its_own()
    {
        await using var server = new ScriptedServer();
        await using var client = new OpcUaClient(server.Options());
        await client.ConnectAsync();
        var sink = new CountingSink();
        var subscription = client.Subscribe(new SubscriptionOptions(), sink);
        subscription.Add([new MonitoredItemRequest(1, new NodeId(2, 1u))]);
        await subscription.SettledAsync();
        await RoundAsync(20);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await RoundAsync(100);
        var perValue = (GC.GetTotalAllocatedBytes(precise: true) - before) / 100_000.0;
        Assert.InRange(perValue, 0, 8);

        async Task RoundAsync(int messages)
        {
            var target = sink.Count + (messages * 1000);
            for (var i = 0; i < messages; i++)
                await server.SendAsync(1, 1, 1000, static n => new DataValue(new Variant((double)n), default, new UaDateTime(n + 1)));
            await ChannelBench.UntilAsync(() => sink.Count == target);
        }
    }

    private sealed class CountingSink : INotificationSink
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void OnValue(uint handle, in DataValue value) => Interlocked.Increment(ref _count);
    }
}
