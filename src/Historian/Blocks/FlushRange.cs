namespace Millwright.Historian.Blocks;

/// <summary>The numbers of the flushes whose samples a file has.</summary>
internal readonly record struct FlushRange(ulong First, ulong Last)
{
    public ulong Count => Last - First + 1;
}
