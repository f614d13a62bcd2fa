using System.Buffers.Binary;
using Millwright.Historian.Codec;
using Millwright.Model;

namespace Millwright.Historian.Blocks;

/// <summary>Where a file has the list of a tag's blocks, and behind it the tag's roll-ups.</summary>
/// <param name="Tag">Whose.</param>
/// <param name="Offset">Where the list begins.</param>
/// <param name="ListLength">The list's bytes.</param>
/// <param name="RollupLength">The bytes of the roll-ups, which follow the list; 0 for none.</param>
/// <param name="Count">The number of blocks.</param>
/// <param name="ListChecksum">Of the identity and the list, so that a list is never taken for another tag's.</param>
/// <param name="RollupChecksum">Of the identity and the roll-ups.</param>
internal readonly record struct DirectoryEntry(
    TagId Tag, long Offset, int ListLength, int RollupLength, int Count, uint ListChecksum, uint RollupChecksum)
{
    public const int Size = 44;

    public void Write(ByteWriter writer)
    {
        Tag.Write(writer.Take(TagId.Size));
        writer.WriteUInt64((ulong)Offset);
        writer.WriteUInt32((uint)ListLength);
        writer.WriteUInt32((uint)RollupLength);
        writer.WriteUInt32((uint)Count);
        writer.WriteUInt32(ListChecksum);
        writer.WriteUInt32(RollupChecksum);
    }

    public static DirectoryEntry Read(ReadOnlySpan<byte> from) => new(
        TagId.Read(from),
        BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
        BinaryPrimitives.ReadInt32LittleEndian(from[24..]),
        BinaryPrimitives.ReadInt32LittleEndian(from[28..]),
        BinaryPrimitives.ReadInt32LittleEndian(from[32..]),
        BinaryPrimitives.ReadUInt32LittleEndian(from[36..]),
        BinaryPrimitives.ReadUInt32LittleEndian(from[40..]));
}
