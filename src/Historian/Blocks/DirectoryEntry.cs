using System.Buffers.Binary;
using Millwright.Model;

namespace Millwright.Historian.Blocks;

/// <summary>Where a file has the list of a tag's blocks.</summary>
internal readonly record struct DirectoryEntry(TagId Tag, long Offset, int Count, uint Checksum)
{
    public static DirectoryEntry Read(ReadOnlySpan<byte> from) => new(
        TagId.Read(from),
        BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
        BinaryPrimitives.ReadInt32LittleEndian(from[24..]),
        BinaryPrimitives.ReadUInt32LittleEndian(from[28..]));
}
