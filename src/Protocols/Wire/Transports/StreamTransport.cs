using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;

namespace Millwright.Wire.Transports;

/// <summary>Any duplex <see cref="Stream"/> as a transport: TLS, and TCP where there is no <see cref="IoLoop"/>.</summary>
public sealed class StreamTransport : Transport
{
    private const int ReceiveBufferBytes = 16 * 1024;

    private readonly Stream _stream;
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationToken _closedToken;
    private readonly Lock _lock = new();
    private ITransportReceiver? _receiver;
    private TaskCompletionSource? _resume;
    private byte[]? _pending;
    private int _pendingCount;
    private bool _writing;
    private bool _ended;
    private bool _closed;

    /// <summary>Wraps a stream that is open already.</summary>
    /// <param name="stream">Owned by the transport from here on.</param>
    /// <param name="peer">Names the peer in messages.</param>
    public StreamTransport(Stream stream, string peer)
    {
        _stream = stream;
        Peer = peer;
        // Taken once: a send may race with the disposal of its source.
        _closedToken = _closing.Token;
    }

    public override string Peer { get; }

    public override bool HasPendingOutput
    {
        get
        {
            lock (_lock)
                return _pendingCount > 0;
        }
    }

    public override void Start(ITransportReceiver receiver)
    {
        _receiver = receiver;
        _ = ReceiveAsync(_closedToken);
    }

    public override bool Send(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_closed || _ended || _pendingCount + bytes.Length > MaxPendingBytes)
                return false;
            _pending ??= ArrayPool<byte>.Shared.Rent(MaxPendingBytes);
            bytes.CopyTo(_pending.AsSpan(_pendingCount));
            _pendingCount += bytes.Length;
            if (_writing)
                return true;
            _writing = true;
        }
        _ = FlushAsync(_closedToken);
        return true;
    }

    public override void EndSending()
    {
        lock (_lock)
        {
            if (_closed || _ended)
                return;
            _ended = true;
            if (_writing)
                return;
        }
        _ = EndWritingAsync();
    }

    public override void PauseReceiving(bool pause)
    {
        lock (_lock)
        {
            if (pause)
            {
                _resume ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return;
            }
            _resume?.TrySetResult();
            _resume = null;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (!Shut())
            return;
        await _closing.CancelAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    private bool Shut()
    {
        lock (_lock)
        {
            if (_closed)
                return false;
            _closed = true;
            _resume?.TrySetResult();
            return true;
        }
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        while (true)
        {
            byte[]? batch;
            int count;
            lock (_lock)
            {
                (batch, count) = (_pending, _pendingCount);
                _pending = null;
                _pendingCount = 0;
                _writing = batch is not null && !_closed;
                if (_closed)
                    return;
            }
            if (batch is null)
            {
                if (_ended)
                    await EndWritingAsync().ConfigureAwait(false);
                _receiver?.OnDrained();
                return;
            }
            try
            {
                await _stream.WriteAsync(batch.AsMemory(0, count), cancellation).ConfigureAwait(false);
            }
            catch (Exception failure) when (IsLineFailure(failure))
            {
                // The receiving side meets the same failure and reports it once.
                lock (_lock)
                    _writing = false;
                return;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(batch);
            }
        }
    }

    private async Task EndWritingAsync()
    {
        try
        {
            if (_stream is SslStream tls)
                await tls.ShutdownAsync().ConfigureAwait(false);
            else if (_stream is NetworkStream plain)
                plain.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception failure) when (IsLineFailure(failure))
        {
            // The far side has gone already; the receiving side reports it.
            return;
        }
    }

    private async Task ReceiveAsync(CancellationToken cancellation)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(ReceiveBufferBytes);
        Exception? cause = null;
        try
        {
            while (true)
            {
                TaskCompletionSource? resume;
                lock (_lock)
                    resume = _resume;
                if (resume is not null)
                    await resume.Task.ConfigureAwait(false);
                var count = await _stream.ReadAsync(buffer, cancellation).ConfigureAwait(false);
                if (count == 0)
                    break;
                _receiver!.OnReceived(buffer.AsSpan(0, count));
            }
        }
        catch (Exception failure) when (IsLineFailure(failure))
        {
            cause = failure;
        }
        if (!Shut())
            return;
        await _stream.DisposeAsync().ConfigureAwait(false);
        _closing.Dispose();
        _receiver!.OnClosed(cause);
    }

    private static bool IsLineFailure(Exception failure) =>
        failure is IOException or ObjectDisposedException or OperationCanceledException or SocketException or InvalidOperationException;
}
