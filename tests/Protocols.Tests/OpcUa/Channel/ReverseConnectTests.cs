using System.Net;
using System.Net.Sockets;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;
using Millwright.Wire.Transports;

namespace Millwright.Protocols.Tests.OpcUa.Channel;

public class ReverseConnectTests
{
    [Fact]
    public async Task A_server_that_calls_is_served_as_one_that_was_called()
    {
        await using var bench = new ChannelBench();
        var options = bench.Options("Basic256Sha256", MessageSecurityMode.SignAndEncrypt);
        await using var channel = await CallAsync(bench, options, "urn:caller");
        Assert.Equal([1, 2], await ChannelBench.AskAsync(channel, new byte[] { 1, 2 }));
        Assert.Equal("opc.tcp://behind-the-wall:4840", bench.Handler.Last!.EndpointUrl);
    }

    [Fact]
    public async Task Another_server_than_the_one_waited_for_is_hung_up_on()
    {
        await using var bench = new ChannelBench();
        var refused = await Assert.ThrowsAsync<UaException>(() => CallAsync(bench, bench.Options(), "urn:somebody-else"));
        Assert.Equal<StatusCode>(StatusCodes.BadServerUriInvalid, refused.Status);
        await ChannelBench.UntilAsync(() => bench.Listener.Connections == 0);
    }

    private static async Task<ClientChannel> CallAsync(ChannelBench bench, ClientChannelOptions options, string expected)
    {
        using var waiting = new Socket(SocketType.Stream, ProtocolType.Tcp);
        waiting.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        waiting.Listen();
        var calling = bench.Listener.ConnectReverseAsync(
            "127.0.0.1", ((IPEndPoint)waiting.LocalEndPoint!).Port, "urn:caller", "opc.tcp://behind-the-wall:4840", default);
        var transport = TcpTransport.Wrap(await waiting.AcceptAsync(), null);
        await calling;
        return await ClientChannel.OpenReverseAsync(options, transport, expected, default);
    }
}
