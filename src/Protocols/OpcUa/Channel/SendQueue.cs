using System.Buffers;
using Millwright.Wire.Transports;

namespace Millwright.OpcUa.Channel;

/// <summary>Keeps what a slow peer has not taken yet, chunk by chunk, up to a limit. A peer that reads costs no copy.</summary>
internal sealed class SendQueue(Transport transport, long maxQueuedBytes)
{
    private readonly Lock _lock = new();
    private readonly Queue<(byte[] Buffer, int Count)> _chunks = new();
    private long _queuedBytes;
    private bool _closed;

    public long QueuedBytes => Volatile.Read(ref _queuedBytes);

    /// <summary>Sends a chunk, now or as soon as the peer takes it.</summary>
    /// <returns>False when the peer is that far behind that nothing more is kept, or the line is closed.</returns>
    public bool Send(ReadOnlySpan<byte> chunk)
    {
        lock (_lock)
        {
            if (_closed)
                return false;
            if (_chunks.Count == 0 && transport.Send(chunk))
                return true;
            if (_queuedBytes + chunk.Length > maxQueuedBytes)
                return false;
            var kept = ArrayPool<byte>.Shared.Rent(chunk.Length);
            chunk.CopyTo(kept);
            _chunks.Enqueue((kept, chunk.Length));
            _queuedBytes += chunk.Length;
            return true;
        }
    }

    /// <summary>The transport has room again.</summary>
    public void Drain()
    {
        lock (_lock)
        {
            while (!_closed && _chunks.TryPeek(out var next) && transport.Send(next.Buffer.AsSpan(0, next.Count)))
                Drop();
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            while (_chunks.Count > 0)
                Drop();
        }
    }

    private void Drop()
    {
        var (buffer, count) = _chunks.Dequeue();
        _queuedBytes -= count;
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
