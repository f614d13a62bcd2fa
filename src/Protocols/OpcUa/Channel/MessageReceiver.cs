using System.Buffers;
using System.Buffers.Binary;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Channel;

/// <summary>Checks chunks of messages and puts them together. A message of one plain chunk is handed on without a copy. Not safe for several threads.</summary>
internal sealed class MessageReceiver(ChannelLimits limits)
{
    private ByteBudget? _heldFrom;
    private SequenceNumbers _numbers;
    private byte[] _plain = [];
    private byte[] _message = [];
    private int _messageBytes;
    private int _chunks;
    private uint _requestId;

    /// <summary>The longest message of several chunks that is taken now.</summary>
    public int MaxMessageBytes { get; set; } = limits.MaxMessageBytes;

    /// <summary>What the messages that are not complete share with those of other channels; null for no bound but their own.</summary>
    public ByteBudget? Unfinished { get; set; }

    /// <summary>Messages that were taken, for the statistics.</summary>
    public long Messages { get; private set; }

    /// <summary>Checks the number of an OpenSecureChannel chunk, which runs in the same sequence.</summary>
    /// <exception cref="UaException">The number is not the next.</exception>
    public void AcceptNumber(uint number)
    {
        if (!_numbers.Accept(number))
            throw new UaException(StatusCodes.BadSequenceNumberInvalid, $"sequence number {number} is not the next: a chunk was lost, repeated or forged");
    }

    /// <summary>Takes a chunk of a message.</summary>
    /// <param name="chunk">The whole chunk.</param>
    /// <param name="token">The keys that its token id names.</param>
    /// <param name="mode">The channel's mode.</param>
    /// <param name="requestId">Which message it belongs to.</param>
    /// <param name="body">The whole message, or the reason of an abort; valid until the next call.</param>
    /// <exception cref="UaException">A check failed, or a limit is passed: the connection is to be closed.</exception>
    public ReceiveOutcome Accept(
        ReadOnlySpan<byte> chunk, ChannelToken token, MessageSecurityMode mode, out uint requestId, out ReadOnlySpan<byte> body)
    {
        var final = chunk[3];
        if (mode == MessageSecurityMode.SignAndEncrypt)
            chunk = Decrypt(chunk, token);
        body = SymmetricChunk.Verify(chunk, token, mode);
        AcceptNumber(BinaryPrimitives.ReadUInt32LittleEndian(chunk[16..]));
        requestId = BinaryPrimitives.ReadUInt32LittleEndian(chunk[20..]);
        if (_chunks > 0 && requestId != _requestId)
            throw new UaException(StatusCodes.BadTcpMessageTypeInvalid, $"request {requestId} begins before request {_requestId} is complete");
        if (final == ChunkHeader.Abort)
        {
            Forget();
            return ReceiveOutcome.Aborted;
        }
        if (final == ChunkHeader.Last && _chunks == 0)
        {
            Messages++;
            return body.Length <= limits.MaxMessageBytes ? ReceiveOutcome.Complete : throw TooLarge(body.Length);
        }
        Keep(body, requestId);
        if (final == ChunkHeader.Intermediate)
            return ReceiveOutcome.More;
        Messages++;
        body = _message.AsSpan(0, _messageBytes);
        (_messageBytes, _chunks) = (0, 0);
        return ReceiveOutcome.Complete;
    }

    /// <summary>Gives back what a message of several chunks took; to be called when the message was handed on.</summary>
    public void Release()
    {
        if (_chunks == 0)
            FreeMessage();
    }

    /// <summary>Gives the buffers back.</summary>
    public void Free()
    {
        Forget();
        Free(ref _plain);
    }

    private static void Free(ref byte[] buffer)
    {
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private void FreeMessage()
    {
        _heldFrom?.Return(_message.Length);
        _heldFrom = null;
        Free(ref _message);
    }

    private void Forget()
    {
        (_messageBytes, _chunks) = (0, 0);
        FreeMessage();
    }

    private ReadOnlySpan<byte> Decrypt(ReadOnlySpan<byte> chunk, ChannelToken token)
    {
        if (_plain.Length < chunk.Length)
        {
            Free(ref _plain);
            _plain = ArrayPool<byte>.Shared.Rent(chunk.Length);
        }
        chunk.CopyTo(_plain);
        SymmetricChunk.Decrypt(_plain, chunk.Length, token);
        return _plain.AsSpan(0, chunk.Length);
    }

    private void Keep(ReadOnlySpan<byte> body, uint requestId)
    {
        if (_messageBytes + body.Length > MaxMessageBytes)
            throw TooLarge(_messageBytes + body.Length);
        if (++_chunks > limits.MaxChunkCount)
            throw new UaException(StatusCodes.BadTcpMessageTooLarge, $"a message of more than {limits.MaxChunkCount} chunks");
        if (_messageBytes + body.Length > _message.Length)
            Grow(_messageBytes + body.Length);
        body.CopyTo(_message.AsSpan(_messageBytes));
        _messageBytes += body.Length;
        _requestId = requestId;
    }

    private void Grow(int bytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes, Math.Min(2 * _message.Length, MaxMessageBytes)));
        if (Unfinished is { } budget && !budget.TryTake(larger.Length))
        {
            ArrayPool<byte>.Shared.Return(larger);
            throw new UaException(StatusCodes.BadTcpNotEnoughResources, "messages that are not complete take all the room there is for them");
        }
        _message.AsSpan(0, _messageBytes).CopyTo(larger);
        FreeMessage();
        _message = larger;
        _heldFrom = Unfinished;
    }

    private UaException TooLarge(int bytes) =>
        new(StatusCodes.BadTcpMessageTooLarge, $"a message of at least {bytes} bytes; {MaxMessageBytes} are taken");
}
