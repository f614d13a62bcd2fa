using System.Buffers.Binary;
using Millwright.Flow.Files;
using Millwright.Historian.Codec;

namespace Millwright.Historian.Blocks;

/// <summary>What the end of a block file says.</summary>
/// <param name="DirectoryOffset">Where the directory of tags begins.</param>
/// <param name="Tags">How many tags it has.</param>
/// <param name="Replaced">How many files it took the place of; their names stand after the directory.</param>
/// <param name="FooterChecksum">Of directory and replaced files.</param>
/// <param name="Blocks">All blocks.</param>
/// <param name="Samples">All samples.</param>
/// <param name="First">The earliest time.</param>
/// <param name="Last">The latest time.</param>
internal readonly record struct BlockFileTrailer(
    long DirectoryOffset, int Tags, int Replaced, uint FooterChecksum, long Blocks, long Samples, long First, long Last)
{
    public void Write(Span<byte> to)
    {
        to[..BlockFileFormat.TrailerSize].Clear();
        BinaryPrimitives.WriteInt64LittleEndian(to, DirectoryOffset);
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], Tags);
        BinaryPrimitives.WriteInt32LittleEndian(to[12..], Replaced);
        BinaryPrimitives.WriteUInt32LittleEndian(to[20..], FooterChecksum);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], Blocks);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], Samples);
        BinaryPrimitives.WriteInt64LittleEndian(to[40..], First);
        BinaryPrimitives.WriteInt64LittleEndian(to[48..], Last);
        BinaryPrimitives.WriteUInt32LittleEndian(to[92..], Crc32C.Of(to[..92]));
        BlockFileFormat.TrailerMark.CopyTo(to[96..]);
    }

    public static BlockFileTrailer Read(ReadOnlySpan<byte> from)
    {
        if (from.Length < BlockFileFormat.TrailerSize || !from[96..].StartsWith(BlockFileFormat.TrailerMark))
            throw new BlockDamagedException("it does not end like a block file");
        if (BinaryPrimitives.ReadUInt32LittleEndian(from[92..]) != Crc32C.Of(from[..92]))
            throw new BlockDamagedException("the checksum of its end is wrong");
        return new(
            BinaryPrimitives.ReadInt64LittleEndian(from),
            BinaryPrimitives.ReadInt32LittleEndian(from[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[12..]),
            BinaryPrimitives.ReadUInt32LittleEndian(from[20..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[48..]));
    }
}
