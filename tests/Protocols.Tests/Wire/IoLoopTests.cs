using System.Net;
using System.Net.Sockets;
using Millwright.Wire.Transports;

namespace Millwright.Protocols.Tests.Wire;

public sealed class IoLoopTests
{
    [Fact]
    public async Task Lines_closed_while_bytes_arrive_harm_nobody()
    {
        if (!IoLoop.IsSupported)
            Assert.Skip("needs Linux: epoll");
        using var loop = new IoLoop("loop-tests");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        for (var round = 0; round < 300; round++)
        {
            var heard = new Heard();
            var accepting = listener.AcceptSocketAsync();
            await using var line = await TcpTransport.ConnectAsync("127.0.0.1", port, new TcpOptions { Loop = loop }, CancellationToken.None);
            line.Start(heard);
            using var peer = await accepting;
            var flood = Task.Run(() => Flood(peer));
            await heard.First.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
            await line.DisposeAsync();
            Assert.False(line.Send([1]));
            await flood.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        }
        Assert.Equal(0, loop.Attached);
    }

    [Fact]
    public async Task Bytes_a_peer_does_not_read_are_kept_up_to_the_limit_and_sent_when_it_reads()
    {
        if (!IoLoop.IsSupported)
            Assert.Skip("needs Linux: epoll");
        using var loop = new IoLoop("loop-tests");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepting = listener.AcceptSocketAsync();
        await using var line = await TcpTransport.ConnectAsync("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, new TcpOptions { Loop = loop }, CancellationToken.None);
        line.Start(new Heard());
        using var peer = await accepting;
        var block = new byte[1024];
        long sent = 0;
        while (line.Send(block))
        {
            sent += block.Length;
            Assert.True(sent < 1L << 30, "nothing limits what is kept");
        }
        Assert.True(line.HasPendingOutput);
        var buffer = new byte[64 * 1024];
        while (sent > 0)
            sent -= await peer.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        Assert.Equal(0, sent);
    }

    [Fact]
    public async Task A_peer_that_closes_is_reported_once()
    {
        if (!IoLoop.IsSupported)
            Assert.Skip("needs Linux: epoll");
        using var loop = new IoLoop("loop-tests");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepting = listener.AcceptSocketAsync();
        await using var line = await TcpTransport.ConnectAsync("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, new TcpOptions { Loop = loop }, CancellationToken.None);
        var heard = new Heard();
        line.Start(heard);
        (await accepting).Dispose();
        Assert.Null(await heard.Closed.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System));
        Assert.Equal(0, loop.Attached);
    }

    private static void Flood(Socket peer)
    {
        var block = new byte[100];
        SocketError error;
        do
            peer.Send(block, SocketFlags.None, out error);
        while (error == SocketError.Success);
    }

    private sealed class Heard : ITransportReceiver
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<Exception?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task First => _first.Task;

        public Task<Exception?> Closed => _closed.Task;

        public void OnReceived(ReadOnlySpan<byte> bytes) => _first.TrySetResult();

        // SetResult throws on a second call, which is the point.
        public void OnClosed(Exception? cause) => _closed.SetResult(cause);
    }
}
