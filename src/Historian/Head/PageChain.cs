namespace Millwright.Historian.Head;

/// <summary>Pages of a <see cref="PagePool"/> in a row.</summary>
internal struct PageChain
{
    public int First;
    public int Last;

    /// <summary>The bytes in them.</summary>
    public int Length;
}
