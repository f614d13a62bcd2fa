using System.Buffers.Binary;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Channel;

/// <summary>The 8 bytes that every chunk begins with (OPC 10000-6, 6.7.2.2).</summary>
/// <param name="Type">What it is.</param>
/// <param name="Final">F for the last chunk of a message, C for one before, A when the sender gives the message up.</param>
/// <param name="Length">Bytes of the whole chunk, these 8 included.</param>
internal readonly record struct ChunkHeader(ChunkType Type, byte Final, int Length)
{
    public const int Bytes = 8;

    /// <summary>The headers of a chunk of a message: 8 bytes, channel id, token id, sequence number, request id.</summary>
    public const int MessageHeaderBytes = 24;

    /// <summary>Where the encrypted part of a message's chunk begins.</summary>
    public const int SequenceOffset = 16;

    public const byte Last = (byte)'F';
    public const byte Intermediate = (byte)'C';
    public const byte Abort = (byte)'A';

    public void Write(Span<byte> at)
    {
        BinaryPrimitives.WriteInt32LittleEndian(at, (int)Type | (Final << 24));
        BinaryPrimitives.WriteInt32LittleEndian(at[4..], Length);
    }

    /// <exception cref="UaException">Not a chunk, or longer than was agreed.</exception>
    public static ChunkHeader Read(ReadOnlySpan<byte> from, int maxBytes)
    {
        var start = BinaryPrimitives.ReadInt32LittleEndian(from);
        var header = new ChunkHeader((ChunkType)(start & 0xFF_FFFF), (byte)(start >> 24), BinaryPrimitives.ReadInt32LittleEndian(from[4..]));
        if (!Enum.IsDefined(header.Type) || !header.HasKnownFinal)
            throw new UaException(StatusCodes.BadTcpMessageTypeInvalid, $"0x{start:X8} begins no OPC UA message");
        if (header.Length < Bytes || header.Length > maxBytes)
            throw new UaException(StatusCodes.BadTcpMessageTooLarge, $"a chunk of {(uint)header.Length} bytes; {maxBytes} were agreed");
        return header;
    }

    private bool HasKnownFinal => Final == Last || (Type is ChunkType.Message && Final is Intermediate or Abort);
}
