using System.Buffers.Binary;
using System.Globalization;
using Millwright.Flow.Files;

namespace Millwright.Flow.Log;

/// <summary>What a record of a segment holds.</summary>
/// <remarks>The numbers are written to disk: never renumber.</remarks>
internal enum RecordType
{
    Batch = 1,
    /// <summary>Tags named by the batches after it, or, before a seal, all tags of the segment again.</summary>
    Dictionary = 2,
    /// <summary>The segment was ended in order; nothing follows.</summary>
    Seal = 3,
    /// <summary>Events, which take a position as a batch of samples does.</summary>
    Events = 4,
}

/// <summary>Names, limits and the frame of a record; docs/log-format.md has the whole layout.</summary>
internal static class SegmentFormat
{
    public const string Extension = ".log";
    public const int FrameBytes = 32;
    public const uint Marker = 0x524C_574D;

    /// <summary>The most bytes a record's payload can have; a batch that could take more is refused.</summary>
    public const int MaxPayloadBytes = 16 << 20;

    private const int CheckedFrom = 8;

    public static string FileName(long firstPosition) => firstPosition.ToString("D20", CultureInfo.InvariantCulture) + Extension;

    /// <summary>Reads the first position from a segment's file name.</summary>
    public static bool TryParseFileName(string path, out long firstPosition)
    {
        firstPosition = 0;
        return path.EndsWith(Extension, StringComparison.Ordinal)
            && long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out firstPosition);
    }

    /// <summary>Frames a payload that stands behind room for the frame.</summary>
    public static void WriteFrame(Span<byte> record, RecordType type, long position, long durableBefore, uint start)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(record, Marker);
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], record.Length - FrameBytes);
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], (int)type);
        BinaryPrimitives.WriteInt64LittleEndian(record[16..], position);
        BinaryPrimitives.WriteInt64LittleEndian(record[24..], durableBefore);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Crc32C.Of(record[CheckedFrom..], start));
    }

    public static bool IsIntact(ReadOnlySpan<byte> record, uint start) =>
        BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) == Crc32C.Of(record[CheckedFrom..], start);

    /// <summary>
    /// The checksum's start value. It ties a record to its segment and offset, so that a copy of a record inside a value, or a stale
    /// block of another file, is never taken for one.
    /// </summary>
    public static uint ChecksumStart(long firstPosition, long offset) =>
        (uint)(((ulong)firstPosition * 0x9E37_79B9_7F4A_7C15) >> 32) ^ (uint)offset ^ (uint)(offset >> 32);
}
