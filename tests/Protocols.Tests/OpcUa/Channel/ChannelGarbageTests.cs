using Millwright.OpcUa.Channel;
using Millwright.Wire.Transports;

namespace Millwright.Protocols.Tests.OpcUa.Channel;

[Collection(AloneCollection.Name)]
public class ChannelGarbageTests
{
    [Fact]
    public async Task In_the_steady_state_a_request_costs_the_client_no_garbage()
    {
        using var loop = new IoLoop();
        await using var bench = new ChannelBench();
        await using var channel = await ClientChannel.OpenAsync(bench.Options(loop: loop) with { ContinueOnIoThread = true }, default);
        var before = 0L;
        for (var i = 0; i < 2000; i++)
        {
            if (i == 1000)
                before = GC.GetTotalAllocatedBytes(precise: true);
            var request = channel.BeginRequest();
            request.WriteUInt32(1);
            using var reply = await channel.SendAsync(request, Timeout.InfiniteTimeSpan, default);
        }
        // The echo handler of the test notes each outcome; nothing else is left.
        Assert.InRange((GC.GetTotalAllocatedBytes(precise: true) - before) / 1000, 0, 40);
    }
}
