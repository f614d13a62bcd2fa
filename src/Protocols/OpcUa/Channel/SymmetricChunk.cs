using System.Buffers.Binary;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Channel;

/// <summary>
/// Signs, encrypts, checks and decrypts one chunk of a message in place (OPC 10000-6, 6.7.2). A sealed chunk is header, channel id,
/// token id, then sequence number, request id, body, padding and signature; encryption begins at the sequence number.
/// </summary>
internal static class SymmetricChunk
{
    private const int SignatureBytes = 32;
    private const int BlockBytes = 16;
    private const int SequenceBytes = 8;

    /// <summary>The most body bytes of a chunk.</summary>
    public static int MaxBodyBytes(MessageSecurityMode mode, int chunkBytes) => mode switch
    {
        MessageSecurityMode.Sign => chunkBytes - ChunkHeader.MessageHeaderBytes - SignatureBytes,
        MessageSecurityMode.SignAndEncrypt =>
            ((chunkBytes - ChunkHeader.SequenceOffset) / BlockBytes * BlockBytes) - SequenceBytes - 1 - SignatureBytes,
        _ => chunkBytes - ChunkHeader.MessageHeaderBytes,
    };

    /// <summary>What follows the body: padding and signature.</summary>
    public static int TailBytes(MessageSecurityMode mode, int bodyBytes) => mode switch
    {
        MessageSecurityMode.Sign => SignatureBytes,
        MessageSecurityMode.SignAndEncrypt => PaddingBytes(bodyBytes) + 1 + SignatureBytes,
        _ => 0,
    };

    /// <summary>
    /// Fills in the headers in front of a body that stands at 24 behind <paramref name="offset"/>, and seals it.
    /// </summary>
    /// <returns>Bytes of the chunk.</returns>
    public static int Seal(byte[] buffer, int offset, int bodyBytes, in ChunkSeal seal)
    {
        var length = ChunkHeader.MessageHeaderBytes + bodyBytes + TailBytes(seal.Mode, bodyBytes);
        var chunk = buffer.AsSpan(offset, length);
        new ChunkHeader(seal.Type, seal.Final, length).Write(chunk);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[8..], seal.ChannelId);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[12..], seal.Token.Id);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[16..], seal.SequenceNumber);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[20..], seal.RequestId);
        if (seal.Mode is not (MessageSecurityMode.Sign or MessageSecurityMode.SignAndEncrypt))
            return length;
        if (seal.Mode == MessageSecurityMode.SignAndEncrypt)
        {
            var padding = PaddingBytes(bodyBytes);
            chunk.Slice(ChunkHeader.MessageHeaderBytes + bodyBytes, padding + 1).Fill((byte)padding);
        }
        seal.Token.Sending!.Sign(chunk[..^SignatureBytes], chunk[^SignatureBytes..]);
        if (seal.Mode == MessageSecurityMode.SignAndEncrypt)
            seal.Token.Sending.Encrypt(buffer, offset + ChunkHeader.SequenceOffset, length - ChunkHeader.SequenceOffset);
        return length;
    }

    /// <summary>Decrypts a chunk in place; what is there afterwards is not yet checked.</summary>
    /// <exception cref="UaException">The length is no whole number of blocks.</exception>
    public static void Decrypt(byte[] buffer, int length, ChannelToken token)
    {
        var encrypted = length - ChunkHeader.SequenceOffset;
        if (encrypted <= 0 || encrypted % BlockBytes != 0)
            throw new UaException(StatusCodes.BadSecurityChecksFailed, "an encrypted chunk is no whole number of blocks");
        token.Receiving!.Decrypt(buffer, ChunkHeader.SequenceOffset, encrypted);
    }

    /// <summary>Checks a decrypted chunk and yields its body.</summary>
    /// <exception cref="UaException">The signature or the padding is wrong.</exception>
    public static ReadOnlySpan<byte> Verify(ReadOnlySpan<byte> chunk, ChannelToken token, MessageSecurityMode mode)
    {
        if (mode is not (MessageSecurityMode.Sign or MessageSecurityMode.SignAndEncrypt))
            return chunk.Length >= ChunkHeader.MessageHeaderBytes ? chunk[ChunkHeader.MessageHeaderBytes..] : throw Refused();
        if (chunk.Length < ChunkHeader.MessageHeaderBytes + SignatureBytes || !token.Receiving!.Verify(chunk[..^SignatureBytes], chunk[^SignatureBytes..]))
            throw Refused();
        var body = chunk[ChunkHeader.MessageHeaderBytes..^SignatureBytes];
        if (mode == MessageSecurityMode.Sign)
            return body;
        // The signature covers the padding: whoever made it knew the keys, and a wrong length is a fault, not an oracle.
        return !body.IsEmpty && body[^1] < body.Length ? body[..^(body[^1] + 1)] : throw Refused();
    }

    private static int PaddingBytes(int bodyBytes)
    {
        var rest = (SequenceBytes + bodyBytes + 1 + SignatureBytes) % BlockBytes;
        return rest == 0 ? 0 : BlockBytes - rest;
    }

    private static UaException Refused() => new(StatusCodes.BadSecurityChecksFailed, "a chunk is not what the other side sent: signature or padding is wrong");
}
