using Millwright.Historian.Blocks;
using Millwright.Historian.Codec;

namespace Millwright.Historian.Reading;

/// <summary>Some samples of one tag in rising time, wherever they are: in a file, in a sealed block, or in the open chunk.</summary>
internal readonly struct BlockSource
{
    private BlockSource(ulong sequence, in BlockSummary summary, BlockFile? file, in BlockEntry entry, SealedBlock? block, SampleColumns? open)
    {
        Sequence = sequence;
        Summary = summary;
        File = file;
        Entry = entry;
        Block = block;
        Open = open;
    }

    /// <summary>Of two samples with the same time, the one with the higher number was written later.</summary>
    public ulong Sequence { get; }

    public BlockSummary Summary { get; }

    public BlockFile? File { get; }

    public BlockEntry Entry { get; }

    public SealedBlock? Block { get; }

    public SampleColumns? Open { get; }

    public static BlockSource Of(BlockFile file, in BlockEntry entry) => new(entry.Sequence, entry.Summary, file, entry, null, null);

    public static BlockSource Of(SealedBlock block) => new(block.Sequence, block.Summary, null, default, block, null);

    public static BlockSource Of(SampleColumns open) => new(ulong.MaxValue, BlockSummary.Of(open), null, default, null, open);

    public bool Intersects(long from, long to) => Summary.Last >= from && Summary.First < to;
}
