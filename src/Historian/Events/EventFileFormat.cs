using System.Buffers.Binary;
using System.Globalization;
using Millwright.Flow.Files;
using Millwright.Model;

namespace Millwright.Historian.Events;

/// <summary>Names, limits and headers of the event store's files: docs/event-format.md.</summary>
internal static class EventFileFormat
{
    public const string Extension = ".events";
    public const int HeaderBytes = 40;
    public const int FrameBytes = 72;
    public const int MaxPayloadBytes = 16 << 20;

    /// <summary>The most sources that a block names; one with more names none and is looked into for every asset.</summary>
    public const int MaxSources = 64;

    private const ulong Magic = 0x000A_0D54_5645_574D;
    private const uint Marker = 0x4245_574D;
    private const ushort Version = 1;
    private const int CheckedFrom = 8;

    public static string FileName(long number) => number.ToString("D20", CultureInfo.InvariantCulture) + Extension;

    public static bool TryParseFileName(string path, out long number)
    {
        number = 0;
        return path.EndsWith(Extension, StringComparison.Ordinal)
            && long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    public static void WriteHeader(Span<byte> into, long number, Timestamp created)
    {
        into[..HeaderBytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(into, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(into[8..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(into[10..], HeaderBytes);
        BinaryPrimitives.WriteInt64LittleEndian(into[16..], number);
        BinaryPrimitives.WriteInt64LittleEndian(into[24..], created.Ticks);
        BinaryPrimitives.WriteUInt32LittleEndian(into[36..], Crc32C.Of(into[..36]));
    }

    /// <summary>True for the header of this version of the file of this position.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> bytes, long number) =>
        bytes.Length >= HeaderBytes && BinaryPrimitives.ReadUInt64LittleEndian(bytes) == Magic
        && BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) == Version
        && BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]) == number
        && BinaryPrimitives.ReadUInt32LittleEndian(bytes[36..]) == Crc32C.Of(bytes[..36]);

    /// <summary>Frames a payload that stands behind room for the frame.</summary>
    public static void WriteFrame(Span<byte> block, in EventFrame frame, long number, long offset)
    {
        block[..FrameBytes].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(block, Marker);
        BinaryPrimitives.WriteInt32LittleEndian(block[8..], block.Length - FrameBytes);
        BinaryPrimitives.WriteInt32LittleEndian(block[12..], frame.Count);
        BinaryPrimitives.WriteInt64LittleEndian(block[16..], frame.After);
        BinaryPrimitives.WriteInt64LittleEndian(block[24..], frame.Until);
        BinaryPrimitives.WriteInt64LittleEndian(block[32..], frame.Earliest);
        BinaryPrimitives.WriteInt64LittleEndian(block[40..], frame.Latest);
        BinaryPrimitives.WriteInt32LittleEndian(block[48..], frame.MaxSeverity);
        frame.First.Write(block[56..]);
        BinaryPrimitives.WriteUInt32LittleEndian(block[4..], Crc32C.Of(block[CheckedFrom..], Start(number, offset)));
    }

    /// <summary>Reads a frame; its payload is not checked. False when it is none.</summary>
    public static bool TryReadFrame(ReadOnlySpan<byte> bytes, out EventFrame frame)
    {
        frame = default;
        if (bytes.Length < FrameBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Marker)
            return false;
        frame = new(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[48..]), EventId.Read(bytes[56..]));
        return (uint)frame.Length <= MaxPayloadBytes && frame.Count > 0;
    }

    public static bool IsIntact(ReadOnlySpan<byte> block, long number, long offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(block[4..]) == Crc32C.Of(block[CheckedFrom..], Start(number, offset));

    // Ties a block to its place, so that a copy of one inside a text is never taken for one.
    private static uint Start(long number, long offset) =>
        (uint)(((ulong)number * 0x9E37_79B9_7F4A_7C15) >> 32) ^ (uint)offset ^ (uint)(offset >> 32);
}

/// <summary>What a block's frame says.</summary>
/// <param name="Length">Bytes of the payload.</param>
/// <param name="Count">How many events.</param>
/// <param name="After">Up to where the store had acknowledged the log when it was written.</param>
/// <param name="Until">Up to where in the log the files have everything with it.</param>
/// <param name="Earliest">The earliest time, in ticks.</param>
/// <param name="Latest">The latest time, in ticks.</param>
/// <param name="MaxSeverity">The greatest severity.</param>
/// <param name="First">The first event.</param>
internal readonly record struct EventFrame(
    int Length, int Count, long After, long Until, long Earliest, long Latest, int MaxSeverity, EventId First);
