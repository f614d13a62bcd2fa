using System.Buffers.Binary;
using Millwright.Historian.Codec;
using Millwright.Model;

namespace Millwright.Historian.Blocks;

/// <summary>One block in a file's index.</summary>
/// <param name="Sequence">Of two blocks with the same time, the higher number was written later.</param>
/// <param name="Offset">Where its record begins.</param>
/// <param name="Length">The block's bytes, without the record's own.</param>
/// <param name="TimesOffset">Where the record with its times begins; 0 when the block has them itself.</param>
/// <param name="TimesLength">The bytes of the times.</param>
/// <param name="Summary">What can be said of it.</param>
internal readonly record struct BlockEntry(
    ulong Sequence, long Offset, int Length, long TimesOffset, int TimesLength, BlockSummary Summary)
{
    /// <summary>The bytes of an entry in this version; a later one may be longer.</summary>
    public const int Size = 104;

    public void Write(Span<byte> to)
    {
        var (first, last, count, numbers, minimum, maximum, sum, worst, lastQuality, lastKind, lastBits) = Summary;
        BinaryPrimitives.WriteInt64LittleEndian(to, first);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], last);
        BinaryPrimitives.WriteUInt64LittleEndian(to[16..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], Offset);
        BinaryPrimitives.WriteInt32LittleEndian(to[32..], Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[36..], TimesLength);
        BinaryPrimitives.WriteInt64LittleEndian(to[40..], TimesOffset);
        BinaryPrimitives.WriteInt32LittleEndian(to[48..], count);
        BinaryPrimitives.WriteInt32LittleEndian(to[52..], numbers);
        BinaryPrimitives.WriteDoubleLittleEndian(to[56..], minimum);
        BinaryPrimitives.WriteDoubleLittleEndian(to[64..], maximum);
        BinaryPrimitives.WriteDoubleLittleEndian(to[72..], sum);
        BinaryPrimitives.WriteUInt64LittleEndian(to[80..], lastBits);
        BinaryPrimitives.WriteUInt32LittleEndian(to[88..], worst.Code);
        BinaryPrimitives.WriteUInt32LittleEndian(to[92..], lastQuality.Code);
        to[96..Size].Clear();
        to[96] = (byte)lastKind;
    }

    public static BlockEntry Read(ReadOnlySpan<byte> from)
    {
        var summary = new BlockSummary(
            BinaryPrimitives.ReadInt64LittleEndian(from),
            BinaryPrimitives.ReadInt64LittleEndian(from[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[48..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[52..]),
            BinaryPrimitives.ReadDoubleLittleEndian(from[56..]),
            BinaryPrimitives.ReadDoubleLittleEndian(from[64..]),
            BinaryPrimitives.ReadDoubleLittleEndian(from[72..]),
            new(BinaryPrimitives.ReadUInt32LittleEndian(from[88..])),
            new(BinaryPrimitives.ReadUInt32LittleEndian(from[92..])),
            (TagKind)from[96],
            BinaryPrimitives.ReadUInt64LittleEndian(from[80..]));
        return new(
            BinaryPrimitives.ReadUInt64LittleEndian(from[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[40..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[36..]),
            summary);
    }
}
