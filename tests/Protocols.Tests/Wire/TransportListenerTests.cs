using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Millwright.Wire.Transports;

namespace Millwright.Protocols.Tests.Wire;

/// <summary>Accepted connections on the I/O loop and without it, against the framework's sockets.</summary>
public sealed class TransportListenerTests : IDisposable
{
    private readonly IoLoop? _loop = IoLoop.IsSupported ? new IoLoop() : null;
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60), TimeProvider.System);
    private readonly Channel<(Transport Line, Listener Heard)> _accepted = Channel.CreateUnbounded<(Transport, Listener)>();

    public static TheoryData<bool> Loops => IoLoop.IsSupported ? [true, false] : [false];

    public static TheoryData<bool, string> Addresses
    {
        get
        {
            var data = new TheoryData<bool, string>();
            foreach (var onLoop in Loops)
            {
                data.Add(onLoop, "127.0.0.1");
                if (Socket.OSSupportsIPv6)
                    data.Add(onLoop, "::1");
            }
            return data;
        }
    }

    private CancellationToken Patience => _limit.Token;

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_peer_is_named_by_its_address_and_port(bool onLoop, string address)
    {
        await using var listener = Listen(onLoop, address);
        using var far = await ConnectAsync(listener);
        var (line, _) = await _accepted.Reader.ReadAsync(Patience);
        await using var near = line;
        Assert.Equal(far.LocalEndPoint!.ToString(), near.Peer);
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task What_was_sent_before_the_end_is_heard_before_it(bool onLoop)
    {
        // Data and end lie there together before anybody looks: they are told of once.
        await using var listener = Listen(onLoop, "127.0.0.1");
        for (var i = 0; i < 50; i++)
        {
            using var far = await ConnectAsync(listener);
            await far.SendAsync(new byte[100], Patience);
            far.Shutdown(SocketShutdown.Send);
            var (line, heard) = await _accepted.Reader.ReadAsync(Patience);
            await using var near = line;
            await heard.Closed.WaitAsync(Patience);
            Assert.Equal(100, heard.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task More_than_a_turn_takes_comes_whole(bool onLoop)
    {
        await using var listener = Listen(onLoop, "127.0.0.1");
        using var far = await ConnectAsync(listener);
        var (line, heard) = await _accepted.Reader.ReadAsync(Patience);
        await using var near = line;
        const int Bytes = 5_000_000;
        await far.SendAsync(new byte[Bytes], Patience);
        await UntilAsync(() => heard.Count == Bytes);
        near.PauseReceiving(true);
        await far.SendAsync(new byte[1000], Patience);
        near.PauseReceiving(false);
        await UntilAsync(() => heard.Count == Bytes + 1000);
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task A_slow_reader_gets_everything_and_is_told_the_end(bool onLoop)
    {
        await using var listener = Listen(onLoop, "127.0.0.1");
        using var far = await ConnectAsync(listener);
        var (line, heard) = await _accepted.Reader.ReadAsync(Patience);
        await using var near = line;
        var piece = new byte[Transport.MaxPendingBytes];
        var sent = 0;
        while (!near.HasPendingOutput && near.Send(piece))
            sent += piece.Length;
        near.EndSending();
        var received = 0;
        var buffer = new byte[64 * 1024];
        for (int count; (count = await far.ReceiveAsync(buffer, Patience)) > 0;)
            received += count;
        Assert.Equal(sent, received);
        Assert.False(heard.Closed.IsCompleted);
    }

    [Fact]
    public async Task A_thousand_connections_at_once_are_all_accepted()
    {
        await using var listener = Listen(onLoop: true, "127.0.0.1");
        var sockets = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => ConnectAsync(listener)));
        foreach (var socket in sockets)
        {
            var (line, _) = await _accepted.Reader.ReadAsync(Patience);
            await line.DisposeAsync();
            socket.Dispose();
        }
    }

    public void Dispose()
    {
        _loop?.Dispose();
        _limit.Dispose();
    }

    private TransportListener Listen(bool onLoop, string address) => new(new IPEndPoint(IPAddress.Parse(address), 0), onLoop ? _loop : null, transport =>
    {
        var heard = new Listener();
        Assert.True(_accepted.Writer.TryWrite((transport, heard)));
        transport.Start(heard);
    });

    private async Task<Socket> ConnectAsync(TransportListener listener)
    {
        var socket = new Socket(listener.LocalEndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndPoint, Patience);
        return socket;
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Patience);
    }

    private sealed class Listener : ITransportReceiver
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public Task Closed => _closed.Task;

        public void OnReceived(ReadOnlySpan<byte> bytes) => Interlocked.Add(ref _count, bytes.Length);

        public void OnClosed(Exception? cause) => _closed.TrySetResult();
    }
}
