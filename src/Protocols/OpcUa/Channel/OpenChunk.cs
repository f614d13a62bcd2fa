using System.Buffers.Binary;
using System.Security.Cryptography;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Channel;

/// <summary>The chunk that opens or renews a channel: sealed by the keys of both certificates (OPC 10000-6, 6.7.2.3 and 6.7.4).</summary>
internal readonly ref struct OpenChunk
{
    private const int SequenceBytes = 8;

    /// <summary>A key above this many bytes can need more padding than one byte counts (OPC 10000-6, 6.7.2.5).</summary>
    private const int SmallKeyBytes = 256;

    private static readonly UaLimits Limits = new() { MaxStringBytes = 255, MaxByteStringBytes = Pki.CertificateChain.MaxBytes };

    private OpenChunk(ReadOnlySpan<byte> chunk, uint channelId, ReadOnlySpan<byte> policyUri, ReadOnlySpan<byte> senderChain, ReadOnlySpan<byte> thumbprint, int secured)
    {
        Chunk = chunk;
        ChannelId = channelId;
        PolicyUri = policyUri;
        SenderChain = senderChain;
        ReceiverThumbprint = thumbprint;
        SecuredOffset = secured;
    }

    public ReadOnlySpan<byte> Chunk { get; }

    public uint ChannelId { get; }

    public ReadOnlySpan<byte> PolicyUri { get; }

    public ReadOnlySpan<byte> SenderChain { get; }

    public ReadOnlySpan<byte> ReceiverThumbprint { get; }

    private int SecuredOffset { get; }

    /// <summary>Reads the part that is never encrypted.</summary>
    /// <exception cref="UaException">Malformed.</exception>
    public static OpenChunk Read(ReadOnlySpan<byte> chunk)
    {
        var reader = new UaReader(chunk, Limits);
        reader.Skip(ChunkHeader.Bytes);
        var channelId = reader.ReadUInt32();
        var policy = reader.ReadStringBytes(out _);
        var sender = reader.ReadByteStringSpan(out _);
        var thumbprint = reader.ReadByteStringSpan(out _);
        return new OpenChunk(chunk, channelId, policy, sender, thumbprint, reader.Position);
    }

    /// <summary>Decrypts and checks.</summary>
    /// <param name="policy">The policy that <see cref="PolicyUri"/> names.</param>
    /// <param name="own">Whose key decrypts; may be null for policy None.</param>
    /// <param name="sender">Whose key signed; may be null for policy None.</param>
    /// <param name="sequenceNumber">The chunk's number, to be checked by the caller.</param>
    /// <param name="requestId">To be repeated in the answer.</param>
    /// <returns>The body.</returns>
    /// <exception cref="UaException">BadSecurityChecksFailed; why exactly is not said.</exception>
    public byte[] Open(SecurityPolicy policy, ChannelIdentity? own, RemoteCertificate? sender, out uint sequenceNumber, out uint requestId)
    {
        var secured = Chunk[SecuredOffset..];
        if (policy.IsNone)
        {
            if (secured.Length < SequenceBytes)
                throw Refused();
            sequenceNumber = BinaryPrimitives.ReadUInt32LittleEndian(secured);
            requestId = BinaryPrimitives.ReadUInt32LittleEndian(secured[4..]);
            return secured[SequenceBytes..].ToArray();
        }
        if (!CryptographicOperations.FixedTimeEquals(ReceiverThumbprint, own!.Thumbprint))
            throw new UaException(StatusCodes.BadCertificateInvalid, "the other side encrypted for another certificate than ours: it knows an old one");
        var plain = new byte[SecuredOffset + secured.Length];
        Chunk[..SecuredOffset].CopyTo(plain);
        var count = AsymmetricCipher.Decrypt(policy, own.PrivateKey, secured, plain.AsSpan(SecuredOffset));
        var signatureBytes = AsymmetricCipher.CipherBlockBytes(sender!.PublicKey);
        if (count < SequenceBytes + 1 + signatureBytes)
            throw Refused();
        var signed = plain.AsSpan(0, SecuredOffset + count - signatureBytes);
        if (!AsymmetricCipher.Verify(policy, sender.PublicKey, signed, plain.AsSpan(signed.Length, signatureBytes)))
            throw Refused();
        var padding = PaddingOf(signed, AsymmetricCipher.CipherBlockBytes(own.PrivateKey));
        var body = signed.Length - SecuredOffset - SequenceBytes - padding;
        if (body < 0)
            throw Refused();
        sequenceNumber = BinaryPrimitives.ReadUInt32LittleEndian(plain.AsSpan(SecuredOffset));
        requestId = BinaryPrimitives.ReadUInt32LittleEndian(plain.AsSpan(SecuredOffset + 4));
        return plain.AsSpan(SecuredOffset + SequenceBytes, body).ToArray();
    }

    /// <summary>Makes a chunk.</summary>
    public static byte[] Seal(
        SecurityPolicy policy, ChannelIdentity? own, RemoteCertificate? receiver, uint channelId, uint sequenceNumber, uint requestId, ReadOnlySpan<byte> body)
    {
        using var writer = new UaWriter(4096 + body.Length);
        writer.Reserve(ChunkHeader.Bytes);
        writer.WriteUInt32(channelId);
        writer.WriteString(policy.Uri);
        writer.WriteByteString(policy.IsNone ? null : own!.Chain);
        writer.WriteByteString(policy.IsNone ? null : receiver!.Thumbprint);
        var secured = writer.Length;
        writer.WriteUInt32(sequenceNumber);
        writer.WriteUInt32(requestId);
        writer.WriteRaw(body);
        if (policy.IsNone)
        {
            new ChunkHeader(ChunkType.Open, ChunkHeader.Last, writer.Length).Write(writer.Written);
            return writer.Written.ToArray();
        }
        var signatureBytes = AsymmetricCipher.CipherBlockBytes(own!.PrivateKey);
        Pad(writer, AsymmetricCipher.PlainBlockBytes(policy, receiver!.PublicKey), AsymmetricCipher.CipherBlockBytes(receiver.PublicKey), secured, signatureBytes);
        var plainBytes = writer.Length - secured + signatureBytes;
        var sealedBytes = secured + AsymmetricCipher.EncryptedBytes(policy, receiver.PublicKey, plainBytes);
        new ChunkHeader(ChunkType.Open, ChunkHeader.Last, sealedBytes).Write(writer.Written);
        var signature = new byte[signatureBytes];
        AsymmetricCipher.Sign(policy, own.PrivateKey, writer.Written, signature);
        writer.WriteRaw(signature);
        var chunk = new byte[sealedBytes];
        writer.Written[..secured].CopyTo(chunk);
        AsymmetricCipher.Encrypt(policy, receiver.PublicKey, writer.Written[secured..], chunk.AsSpan(secured));
        return chunk;
    }

    private static void Pad(UaWriter writer, int plainBlock, int keyBytes, int secured, int signatureBytes)
    {
        var sizeBytes = keyBytes > SmallKeyBytes ? 2 : 1;
        var rest = (writer.Length - secured + sizeBytes + signatureBytes) % plainBlock;
        var padding = rest == 0 ? 0 : plainBlock - rest;
        writer.WriteByte((byte)padding);
        var at = writer.Reserve(padding);
        writer.Written[at..].Fill((byte)padding);
        if (sizeBytes == 2)
            writer.WriteByte((byte)(padding >> 8));
    }

    private static int PaddingOf(ReadOnlySpan<byte> signed, int keyBytes)
    {
        if (keyBytes <= SmallKeyBytes)
            return signed[^1] + 1;
        return ((signed[^1] << 8) | signed[^2]) + 2;
    }

    private static UaException Refused() => new(StatusCodes.BadSecurityChecksFailed, "the other side's OpenSecureChannel message could not be verified");
}
