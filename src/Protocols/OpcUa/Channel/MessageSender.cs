using System.Buffers;
using System.Runtime.InteropServices;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Channel;

/// <summary>Splits messages into chunks, numbers, seals and sends them; the one place of a connection that writes chunks of messages. Any thread may send.</summary>
internal sealed class MessageSender(SendQueue queue)
{
    private readonly Lock _lock = new();
    private SequenceNumbers _numbers;
    private ChannelToken? _token;
    private MessageSecurityMode _mode;
    private uint _channelId;
    private int _maxChunkBytes = ChannelLimits.LeastBufferBytes;
    private long _maxMessageBytes;
    private long _maxChunks;

    /// <summary>Notes what the other side takes.</summary>
    public void Agree(ChannelLimits own, in TransportHello other)
    {
        lock (_lock)
        {
            _maxChunkBytes = (int)Math.Min((uint)own.SendBufferBytes, other.ReceiveBufferBytes);
            _maxMessageBytes = other.MaxMessageBytes == 0 ? long.MaxValue : other.MaxMessageBytes;
            _maxChunks = other.MaxChunkCount == 0 ? long.MaxValue : other.MaxChunkCount;
        }
    }

    /// <summary>Seals with new keys from the next chunk on; the old ones, if any, are the caller's to dispose afterwards.</summary>
    public void Use(uint channelId, MessageSecurityMode mode, ChannelToken token)
    {
        lock (_lock)
        {
            _channelId = channelId;
            _mode = mode;
            _token = token;
        }
    }

    /// <summary>Sends an OpenSecureChannel chunk, which is sealed by the certificates' keys with the number it is given.</summary>
    public bool SendOpen(Func<uint, byte[]> seal)
    {
        lock (_lock)
            return queue.Send(seal(_numbers.Next()));
    }

    /// <summary>Sends a message whose body stands behind 24 bytes that are free for the headers.</summary>
    /// <returns>Good; BadEncodingLimitsExceeded when the other side takes no message of that size (nothing was sent); BadConnectionClosed.</returns>
    public StatusCode Send(UaWriter message, uint requestId, ChunkType type = ChunkType.Message)
    {
        lock (_lock)
        {
            if (_token is null)
                return StatusCodes.BadConnectionClosed;
            var body = message.Length - ChunkHeader.MessageHeaderBytes;
            var most = SymmetricChunk.MaxBodyBytes(_mode, _maxChunkBytes);
            if (body <= most)
                return SendWhole(message, body, requestId, type);
            if (body > _maxMessageBytes || ((long)body + most - 1) / most > _maxChunks)
                return StatusCodes.BadEncodingLimitsExceeded;
            return SendPieces(message, most, requestId, type);
        }
    }

    /// <summary>Nothing is sent from here on; the keys are free to be disposed.</summary>
    public void Stop()
    {
        lock (_lock)
            _token = null;
    }

    private StatusCode SendWhole(UaWriter message, int body, uint requestId, ChunkType type)
    {
        message.Reserve(SymmetricChunk.TailBytes(_mode, body));
        MemoryMarshal.TryGetArray(message.WrittenMemory, out var array);
        var length = SymmetricChunk.Seal(array.Array!, array.Offset, body, SealOf(type, ChunkHeader.Last, requestId));
        return queue.Send(array.AsSpan(0, length)) ? StatusCodes.Good : StatusCodes.BadConnectionClosed;
    }

    private StatusCode SendPieces(UaWriter message, int most, uint requestId, ChunkType type)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(_maxChunkBytes);
        try
        {
            var rest = message.WrittenMemory.Span[ChunkHeader.MessageHeaderBytes..];
            while (!rest.IsEmpty)
            {
                var take = Math.Min(most, rest.Length);
                rest[..take].CopyTo(chunk.AsSpan(ChunkHeader.MessageHeaderBytes));
                rest = rest[take..];
                var length = SymmetricChunk.Seal(chunk, 0, take, SealOf(type, rest.IsEmpty ? ChunkHeader.Last : ChunkHeader.Intermediate, requestId));
                if (!queue.Send(chunk.AsSpan(0, length)))
                    return StatusCodes.BadConnectionClosed;
            }
            return StatusCodes.Good;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private ChunkSeal SealOf(ChunkType type, byte final, uint requestId) => new(type, final, _channelId, _token!, _mode, _numbers.Next(), requestId);
}
