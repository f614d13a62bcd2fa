using System.Buffers.Binary;
using Millwright.Flow.Files;
using Millwright.Model;

namespace Millwright.Flow.Log;

/// <summary>The first 80 bytes of a segment.</summary>
/// <param name="LogId">The log it belongs to.</param>
/// <param name="FirstPosition">The position of its first batch, also in the file's name.</param>
/// <param name="CommittedBefore">The last committed position when it was begun: what earlier segments hold beyond it was never acknowledged.</param>
/// <param name="PreviousLength">The bytes of the segment before it that count; 0 when there was none.</param>
/// <param name="PreviousFirst">The first position of the segment before it, so that a missing file is noticed; 0 when there was none.</param>
/// <param name="Created">When it was begun.</param>
internal readonly record struct SegmentHeader(
    Guid LogId, long FirstPosition, long CommittedBefore, long PreviousLength, long PreviousFirst, Timestamp Created)
{
    public const int Size = 80;
    /// <summary>The version that is written: 2 has records of events.</summary>
    public const ushort FormatVersion = 2;

    /// <summary>The oldest version that is read.</summary>
    public const ushort OldestVersion = 1;

    private const ulong Magic = 0x000A_0D47_4F4C_574D;
    private const int ChecksumAt = Size - sizeof(uint);

    public void Write(Span<byte> into)
    {
        into[..Size].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(into, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(into[8..], FormatVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(into[10..], Size);
        LogId.TryWriteBytes(into[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(into[32..], FirstPosition);
        BinaryPrimitives.WriteInt64LittleEndian(into[40..], CommittedBefore);
        BinaryPrimitives.WriteInt64LittleEndian(into[48..], PreviousLength);
        BinaryPrimitives.WriteInt64LittleEndian(into[56..], PreviousFirst);
        BinaryPrimitives.WriteInt64LittleEndian(into[64..], Created.Ticks);
        BinaryPrimitives.WriteUInt32LittleEndian(into[ChecksumAt..], Crc32C.Of(into[..ChecksumAt]));
    }

    /// <summary>Reads a header; false when it is damaged.</summary>
    /// <exception cref="LogUnavailableException">It is intact and of a format version that this program does not know.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, string path, out SegmentHeader header)
    {
        header = default;
        if (bytes.Length < Size || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != Crc32C.Of(bytes[..ChecksumAt]))
        {
            return false;
        }
        var version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        if (version is < OldestVersion or > FormatVersion)
        {
            throw new LogUnavailableException(
                $"{path} has log format version {version}, this program knows versions {OldestVersion} to {FormatVersion}",
                "run the version of Millwright that wrote it, or move the log folder away", Sources.GapCause.Damage);
        }
        header = new(
            new(bytes[16..32], bigEndian: true), BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[56..]), new(BinaryPrimitives.ReadInt64LittleEndian(bytes[64..])));
        return true;
    }
}
