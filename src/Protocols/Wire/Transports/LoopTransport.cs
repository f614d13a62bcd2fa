using System.Buffers;
using System.Runtime.InteropServices;

namespace Millwright.Wire.Transports;

/// <summary>A non-blocking descriptor on an <see cref="IoLoop"/>: the fast transport. What differs between a socket and a serial port is how one reads, writes and closes.</summary>
internal abstract class LoopTransport : Transport
{
    // Others on the loop are served between so many buffers of one line.
    private const int MaxReadsPerTurn = 8;

    private readonly IoLoop _loop;

    // Guards what is sent as well: a lock of its own would be a tenth of what an idle line holds.
    private readonly Handler _handler;
    private ITransportReceiver? _receiver;
    private byte[]? _pending;
    private int _pendingCount;
    private bool _paused;
    private bool _ended;
    private bool _attached;
    private volatile bool _closed;

    /// <param name="loop">Serves the line.</param>
    /// <param name="handle">The descriptor.</param>
    /// <param name="isEdgeTriggered">For a stream, of which a buffer that was not filled says that nothing is left.</param>
    protected LoopTransport(IoLoop loop, SafeHandle handle, bool isEdgeTriggered = false)
    {
        _loop = loop;
        _handler = new Handler(this, handle, isEdgeTriggered);
    }

    private enum Outcome
    {
        Done,
        WouldBlock,
        Failed,
    }

    public override bool HasPendingOutput => Volatile.Read(ref _pendingCount) > 0;

    public override void Start(ITransportReceiver receiver)
    {
        _receiver = receiver;
        lock (_handler)
        {
            if (_closed)
                return;
            _loop.Attach(_handler, !_paused, _pendingCount > 0);
            _attached = true;
        }
    }

    public override bool Send(ReadOnlySpan<byte> bytes)
    {
        lock (_handler)
        {
            if (_closed || _ended)
                return false;
            if (_pendingCount == 0)
            {
                if (TryWriteAll(ref bytes) != Outcome.WouldBlock)
                    return true;
            }
            else if (_pendingCount + bytes.Length > MaxPendingBytes)
            {
                return false;
            }
            _pending ??= ArrayPool<byte>.Shared.Rent(MaxPendingBytes);
            bytes.CopyTo(_pending.AsSpan(_pendingCount));
            _pendingCount += bytes.Length;
            if (_attached)
                _loop.SetInterest(_handler, !_paused, write: true);
            return true;
        }
    }

    public override void PauseReceiving(bool pause)
    {
        lock (_handler)
        {
            if (_closed || _paused == pause)
                return;
            _paused = pause;
            if (_attached)
                _loop.SetInterest(_handler, !pause, _pendingCount > 0);
        }
    }

    public override void EndSending()
    {
        lock (_handler)
        {
            if (_closed || _ended)
                return;
            _ended = true;
            if (_pendingCount == 0)
                EndWriting();
        }
    }

    public override ValueTask DisposeAsync()
    {
        if (Shut())
            CloseHandle();
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads what is there.</summary>
    /// <returns>Bytes read; 0 when the far side closed; negative when nothing is there yet.</returns>
    /// <exception cref="IOException">The line failed.</exception>
    protected abstract int Read(Span<byte> buffer);

    /// <summary>Writes what the line takes.</summary>
    /// <returns>Bytes written; negative when the line takes nothing now.</returns>
    /// <exception cref="IOException">The line failed.</exception>
    protected abstract int Write(ReadOnlySpan<byte> bytes);

    protected abstract void CloseHandle();

    /// <summary>Tells the far side that nothing more comes; for a line that knows no half nothing happens.</summary>
    protected virtual void EndWriting()
    {
    }

    private bool Shut()
    {
        lock (_handler)
        {
            if (_closed)
                return false;
            _closed = true;
            if (_attached)
                _loop.Detach(_handler);
            if (_pending is not null)
                ArrayPool<byte>.Shared.Return(_pending);
            _pending = null;
            _pendingCount = 0;
            return true;
        }
    }

    private Outcome TryWriteAll(ref ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                var written = Write(bytes);
                if (written < 0)
                    return Outcome.WouldBlock;
                bytes = bytes[written..];
            }
            return Outcome.Done;
        }
        catch (IOException)
        {
            // The loop finds the same failure when it reads, and reports it there once.
            return Outcome.Failed;
        }
    }

    private void OnReady(uint events)
    {
        if ((events & LinuxPoll.Out) != 0)
            Flush();
        if ((events & (LinuxPoll.In | LinuxPoll.HangUp | LinuxPoll.Error)) != 0)
            ReceiveAll((events & ~(LinuxPoll.In | LinuxPoll.Out)) != 0);
    }

    private void Flush()
    {
        lock (_handler)
        {
            if (_closed || _pending is null)
                return;
            ReadOnlySpan<byte> rest = _pending.AsSpan(0, _pendingCount);
            var outcome = TryWriteAll(ref rest);
            rest.CopyTo(_pending);
            _pendingCount = outcome == Outcome.WouldBlock ? rest.Length : 0;
            if (_pendingCount > 0)
                return;
            ArrayPool<byte>.Shared.Return(_pending);
            _pending = null;
            _loop.SetInterest(_handler, !_paused, write: false);
            if (_ended)
                EndWriting();
        }
        _receiver!.OnDrained();
    }

    private void ReceiveAll(bool hasEnded)
    {
        if (!_handler.IsEdgeTriggered)
        {
            Receive();
            return;
        }
        // The end is told once, like all else, and comes behind what was sent before it.
        for (var i = 0; i < MaxReadsPerTurn; i++)
        {
            var count = Receive();
            if (count <= 0 || _paused || _closed || (count < _loop.ReceiveBuffer.Length && !hasEnded))
                return;
        }
        lock (_handler)
        {
            // Asked for again, it is told again.
            if (!_closed && !_paused)
                _loop.SetInterest(_handler, read: true, _pendingCount > 0);
        }
    }

    /// <returns>Bytes that came; 0 when the line is closed, negative when nothing is there yet.</returns>
    private int Receive()
    {
        if (_closed)
            return 0;
        int count;
        Exception? cause = null;
        try
        {
            count = Read(_loop.ReceiveBuffer);
        }
        catch (ObjectDisposedException) when (_closed)
        {
            // The owner closed the line between the event and the read.
            return 0;
        }
        catch (IOException failure)
        {
            count = 0;
            cause = failure;
        }
        if (count > 0)
        {
            _receiver!.OnReceived(_loop.ReceiveBuffer.AsSpan(0, count));
        }
        else if (count == 0 && Shut())
        {
            CloseHandle();
            _receiver!.OnClosed(cause);
        }
        return count;
    }

    private sealed class Handler(LoopTransport owner, SafeHandle handle, bool isEdgeTriggered) : LoopHandler
    {
        public override SafeHandle Handle => handle;

        public override bool IsEdgeTriggered => isEdgeTriggered;

        public override void OnReady(uint events) => owner.OnReady(events);
    }
}
