using System.Net;
using System.Net.Sockets;

namespace Millwright.Protocols.Tests.Fakes;

/// <summary>A TCP peer that says exactly what a test tells it to.</summary>
internal sealed class ScriptedPeer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private TcpClient? _connection;

    public ScriptedPeer() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async Task AcceptAsync()
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        _connection?.Dispose();
        _connection = await _listener.AcceptTcpClientAsync(limit.Token);
        _connection.NoDelay = true;
    }

    /// <summary>The next MBAP frame, whole.</summary>
    public async Task<byte[]> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        var head = new byte[6];
        await _connection!.GetStream().ReadExactlyAsync(head, limit.Token);
        var rest = new byte[(head[4] << 8) | head[5]];
        await _connection.GetStream().ReadExactlyAsync(rest, limit.Token);
        return [.. head, .. rest];
    }

    public async Task<byte[]> ReceiveAsync(int count)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        var bytes = new byte[count];
        await _connection!.GetStream().ReadExactlyAsync(bytes, limit.Token);
        return bytes;
    }

    public async Task SendAsync(params byte[] bytes) => await _connection!.GetStream().WriteAsync(bytes);

    /// <summary>Answers a read of registers with consecutive values from <paramref name="first"/>.</summary>
    public Task AnswerAsync(byte[] request, ushort first) => SendAsync(Reply(request, first));

    public static byte[] Reply(byte[] request, ushort first)
    {
        var count = (request[10] << 8) | request[11];
        var reply = new byte[9 + (count * 2)];
        request.AsSpan(0, 8).CopyTo(reply);
        reply[5] = (byte)(3 + (count * 2));
        reply[8] = (byte)(count * 2);
        for (var i = 0; i < count; i++)
            (reply[9 + (i * 2)], reply[10 + (i * 2)]) = ((byte)((first + i) >> 8), (byte)(first + i));
        return reply;
    }

    public void Close()
    {
        _connection!.Client.LingerState = new LingerOption(true, 0);
        _connection.Dispose();
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _listener.Dispose();
    }
}
