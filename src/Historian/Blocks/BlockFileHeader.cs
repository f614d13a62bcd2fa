using System.Buffers.Binary;
using Millwright.Flow.Files;
using Millwright.Historian.Codec;

namespace Millwright.Historian.Blocks;

/// <summary>What the beginning of a block file says.</summary>
/// <param name="Flushes">Whose samples it has.</param>
/// <param name="LogAfter">The place in the log after which its samples begin.</param>
/// <param name="LogUntil">The place in the log up to which it has all samples.</param>
/// <param name="WrittenTicks">When it was written.</param>
/// <param name="HasLoneRollups">True when tags have roll-ups whose samples are gone.</param>
internal readonly record struct BlockFileHeader(FlushRange Flushes, long LogAfter, long LogUntil, long WrittenTicks, bool HasLoneRollups = false)
{
    public void Write(Span<byte> to)
    {
        to[..BlockFileFormat.HeaderSize].Clear();
        BlockFileFormat.HeaderMark.CopyTo(to);
        BinaryPrimitives.WriteUInt32LittleEndian(to[8..], BlockFileFormat.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(to[12..], BlockFileFormat.KnownFeatures);
        BinaryPrimitives.WriteUInt64LittleEndian(to[16..], Flushes.First);
        BinaryPrimitives.WriteUInt64LittleEndian(to[24..], Flushes.Last);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], LogAfter);
        BinaryPrimitives.WriteInt64LittleEndian(to[40..], LogUntil);
        BinaryPrimitives.WriteInt64LittleEndian(to[48..], WrittenTicks);
        BinaryPrimitives.WriteUInt32LittleEndian(to[56..], HasLoneRollups ? 1u : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(to[60..], Crc32C.Of(to[..60]));
    }

    public static BlockFileHeader Read(ReadOnlySpan<byte> from)
    {
        if (from.Length < BlockFileFormat.HeaderSize || !from.StartsWith(BlockFileFormat.HeaderMark))
            throw new BlockDamagedException("it does not begin like a block file");
        if (BinaryPrimitives.ReadUInt32LittleEndian(from[60..]) != Crc32C.Of(from[..60]))
            throw new BlockDamagedException("the checksum of its header is wrong");
        if (BinaryPrimitives.ReadUInt32LittleEndian(from[8..]) != BlockFileFormat.Version)
            throw new BlockDamagedException("its format version is not 2, the only one that this program reads");
        if ((BinaryPrimitives.ReadUInt32LittleEndian(from[12..]) & ~BlockFileFormat.KnownFeatures) != 0)
            throw new BlockDamagedException("it uses features of a newer version");
        var flushes = new FlushRange(BinaryPrimitives.ReadUInt64LittleEndian(from[16..]), BinaryPrimitives.ReadUInt64LittleEndian(from[24..]));
        return new(
            flushes,
            BinaryPrimitives.ReadInt64LittleEndian(from[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[48..]),
            (BinaryPrimitives.ReadUInt32LittleEndian(from[56..]) & 1) != 0);
    }
}
