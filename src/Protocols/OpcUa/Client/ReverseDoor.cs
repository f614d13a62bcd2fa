using System.Net;
using System.Net.Sockets;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Types;
using Millwright.Wire.Transports;

namespace Millwright.OpcUa.Client;

/// <summary>Takes the calls of one server and opens channels over them. Of calls that nobody needs yet the newest few are kept.</summary>
internal sealed class ReverseDoor : IAsyncDisposable
{
    private const int MaxWaiting = 4;

    private readonly ReverseConnect _options;
    private readonly IoLoop? _loop;
    private readonly TcpAcceptor _acceptor;
    private readonly Lock _lock = new();
    private readonly Queue<Socket> _waiting = new();
    private TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isClosed;

    /// <exception cref="SocketException">The port is taken or the address is not ours.</exception>
    public ReverseDoor(ReverseConnect options, IoLoop? loop)
    {
        _options = options;
        _loop = loop;
        _acceptor = new TcpAcceptor(options.ListenOn, loop, Take);
    }

    public IPEndPoint LocalEndPoint => _acceptor.LocalEndPoint;

    /// <summary>Opens a channel over the next call of the server that is waited for.</summary>
    /// <exception cref="TimeoutException">Nobody called in time.</exception>
    /// <exception cref="UaException">It called, but no channel came of it.</exception>
    public async Task<ClientChannel> OpenAsync(ClientChannelOptions options, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(_options.WaitFor, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        UaException? stranger = null;
        while (true)
        {
            Socket socket;
            try
            {
                socket = await NextAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw stranger ?? (Exception)new TimeoutException(
                    $"'{_options.ServerUri}' has not called {LocalEndPoint} for {_options.WaitFor.TotalSeconds:0} s: have the server connect to this address (reverse connect)");
            }
            try
            {
                return await ClientChannel.OpenReverseAsync(options, TcpTransport.Wrap(socket, _loop), _options.ServerUri, cancellation).ConfigureAwait(false);
            }
            catch (UaException other) when (other.Status == StatusCodes.BadServerUriInvalid)
            {
                stranger = other;
            }
            catch (Exception stale) when (stale is SocketException or IOException || stale is UaException { Status: var status } && IsGone(status))
            {
                // The server gave this call up while it waited here; it calls again.
                socket.Dispose();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _acceptor.DisposeAsync().ConfigureAwait(false);
        lock (_lock)
        {
            _isClosed = true;
            while (_waiting.TryDequeue(out var socket))
                socket.Dispose();
        }
    }

    private static bool IsGone(StatusCode status) =>
        status == StatusCodes.BadConnectionClosed || status == StatusCodes.BadCommunicationError || status == StatusCodes.BadTimeout || status == StatusCodes.BadSecureChannelClosed;

    private void Take(Socket socket)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                socket.Dispose();
                return;
            }
            if (_waiting.Count == MaxWaiting)
                _waiting.Dequeue().Dispose();
            _waiting.Enqueue(socket);
            _called.TrySetResult();
        }
    }

    private async Task<Socket> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task called;
            lock (_lock)
            {
                if (_waiting.TryDequeue(out var socket))
                    return socket;
                if (_called.Task.IsCompleted)
                    _called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                called = _called.Task;
            }
            await called.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }
}
