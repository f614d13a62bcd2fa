using System.Net;
using System.Net.Sockets;

namespace Millwright.Relay;

/// <summary>Stands between a client and a server on the loopback and behaves like a bad network, from a seed.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly int _target;
    private readonly Random _random;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Socket> _open = [];
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _accepting;
    private bool _cut;

    public TcpRelay(int targetPort, int seed = 1)
    {
        _target = targetPort;
        _random = new Random(seed);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public RelayFaults Faults { get; set; } = RelayFaults.None;

    /// <summary>Connections accepted so far.</summary>
    public int Accepted { get; private set; }

    /// <summary>Takes the link down: what is open breaks, what comes is refused at once.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            _cut = true;
            foreach (var socket in _open)
                socket.Close(0);
            _open.Clear();
        }
    }

    public void Restore()
    {
        lock (_gate)
            _cut = false;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Cut();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                Accepted++;
                _ = RelayAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The relay has been disposed.
        }
    }

    private async Task RelayAsync(Socket client)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        try
        {
            if (!Join(client, server))
                return;
            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // A link that breaks is what a relay is for.
        }
        finally
        {
            lock (_gate)
            {
                _open.Remove(client);
                _open.Remove(server);
            }
            client.Close(0);
            server.Close(0);
        }
    }

    private bool Join(Socket client, Socket server)
    {
        lock (_gate)
        {
            if (_cut)
                return false;
            _open.Add(client);
            _open.Add(server);
            return true;
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[4096];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, _stop.Token)) > 0)
            {
                var faults = Faults;
                var pause = faults.Delay + (Roll(faults.Loss) ? faults.RetransmissionDelay : TimeSpan.Zero);
                if (faults.BytesPerSecond > 0)
                    pause += TimeSpan.FromSeconds((double)count / faults.BytesPerSecond);
                if (Roll(faults.Corrupt))
                    Flip(buffer.AsSpan(0, count));
                if (pause > TimeSpan.Zero)
                    await Task.Delay(pause, TimeProvider.System, _stop.Token);
                await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // See RelayAsync.
        }
    }

    private bool Roll(double rate)
    {
        lock (_random)
            return rate > 0 && _random.NextDouble() < rate;
    }

    private void Flip(Span<byte> bytes)
    {
        lock (_random)
            bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
    }
}
