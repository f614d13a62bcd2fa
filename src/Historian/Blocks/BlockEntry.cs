using Millwright.Historian.Codec;

namespace Millwright.Historian.Blocks;

/// <summary>One block in a file's index.</summary>
/// <param name="Sequence">Of two blocks with the same time, the higher number was written later.</param>
/// <param name="Offset">Where its record begins.</param>
/// <param name="Length">The block's bytes, without the record's own.</param>
/// <param name="TimesOffset">Where the record with its times begins; 0 when the block has them itself.</param>
/// <param name="TimesLength">The bytes of the times.</param>
/// <param name="Summary">What can be said of it.</param>
internal readonly record struct BlockEntry(
    ulong Sequence, long Offset, int Length, long TimesOffset, int TimesLength, BlockSummary Summary);
