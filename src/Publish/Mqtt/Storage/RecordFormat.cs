using System.Buffers.Binary;
using Millwright.Flow.Files;

namespace Millwright.Publish.Mqtt.Storage;

/// <summary>
/// The files of the store. A file holds frames; a frame is one turn of the broker and counts as a whole or not at all. All numbers are
/// little-endian.
/// <code>
/// frame   magic u32 "MQS1" | payload bytes u32 | CRC-32C u32 | sequence u64 | durable u64 | last id u64 | records
/// record  kind u8 | body bytes u32 | body
/// </code>
/// The checksum covers all behind it and begins with the number of the file. Sequences are without gaps over all files; "durable" is the
/// highest sequence that was known to be on the medium when the frame was written, so that a torn end and a damage can be told apart.
/// </summary>
internal static class RecordFormat
{
    public const uint Magic = 0x3153_514D;
    public const int HeaderBytes = 36;
    public const int RecordHeaderBytes = 5;

    /// <summary>The longest payload of a frame; a longer one is no frame.</summary>
    public const int MaxPayloadBytes = 1 << 30;

    private const int ChecksumAt = 8;
    private const int CoveredFrom = 12;

    /// <summary>Completes the header in front of a payload.</summary>
    public static void Seal(Span<byte> frame, uint segment, in FrameFacts facts)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], frame.Length - HeaderBytes);
        BinaryPrimitives.WriteInt64LittleEndian(frame[12..], facts.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(frame[20..], facts.Durable);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[28..], facts.LastId);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[ChecksumAt..], Crc32C.Of(frame[CoveredFrom..], segment));
    }

    /// <summary>Reads the frame that begins here.</summary>
    /// <returns>False when none does: nothing is there, it is cut, or it is damaged.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, uint segment, out FrameFacts facts, out ReadOnlySpan<byte> payload)
    {
        facts = default;
        payload = default;
        if (bytes.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
            return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (length is < 0 or > MaxPayloadBytes || length > bytes.Length - HeaderBytes)
            return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != Crc32C.Of(bytes[CoveredFrom..(HeaderBytes + length)], segment))
            return false;
        facts = new(BinaryPrimitives.ReadInt64LittleEndian(bytes[12..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[20..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[28..]));
        payload = bytes.Slice(HeaderBytes, length);
        return true;
    }

    /// <summary>Takes the next record off a payload.</summary>
    /// <returns>False at the end, and for what is no record.</returns>
    public static bool TryTake(ReadOnlySpan<byte> payload, ref int at, out RecordKind kind, out ReadOnlySpan<byte> body)
    {
        kind = default;
        body = default;
        if (payload.Length - at < RecordHeaderBytes)
            return false;
        kind = (RecordKind)payload[at];
        var length = BinaryPrimitives.ReadInt32LittleEndian(payload[(at + 1)..]);
        if (length < 0 || length > payload.Length - at - RecordHeaderBytes)
            return false;
        body = payload.Slice(at + RecordHeaderBytes, length);
        at += RecordHeaderBytes + length;
        return true;
    }
}

/// <summary>What the header of a frame says.</summary>
/// <param name="Sequence">Its number, without gaps.</param>
/// <param name="Durable">The highest number that was on the medium when it was written.</param>
/// <param name="LastId">The highest id that the broker had given.</param>
internal readonly record struct FrameFacts(long Sequence, long Durable, ulong LastId);

/// <summary>Where a record stands.</summary>
/// <param name="Segment">The file's number.</param>
/// <param name="Offset">Where its kind stands in the file.</param>
/// <param name="Bytes">With its kind and length.</param>
internal readonly record struct RecordPlace(uint Segment, long Offset, int Bytes);
