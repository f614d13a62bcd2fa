using Millwright.Model;

namespace Millwright.Historian.Codec;

/// <summary>A finished block in memory; nothing of it ever changes.</summary>
/// <param name="Sequence">Of two blocks with the same time, the higher number was written later.</param>
/// <param name="Summary">What can be said of it.</param>
/// <param name="Bytes">The encoded block.</param>
/// <param name="Times">Its encoded times when they are kept apart, perhaps shared with other blocks.</param>
internal sealed record SealedBlock(ulong Sequence, BlockSummary Summary, byte[] Bytes, byte[]? Times)
{
    /// <summary>What the objects around the bytes take in memory, roughly.</summary>
    public const int Overhead = 340;

    public void Decode(TagId tag, SampleColumns columns) => BlockCodec.Decode(Bytes, Times, tag, columns);
}
