using Millwright.Historian.Codec;

namespace Millwright.Historian.Head;

/// <summary>Columns for one thread that seals chunks, used again and again.</summary>
internal sealed class HeadScratch
{
    public SampleColumns First { get; } = new();

    public SampleColumns Second { get; } = new();
}
