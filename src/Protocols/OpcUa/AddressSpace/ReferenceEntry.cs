namespace Millwright.OpcUa.AddressSpace;

/// <summary>One end of a reference as a node keeps it: 8 bytes.</summary>
internal readonly struct ReferenceEntry(int target, int type, bool inverse)
{
    private readonly int _typeAndDirection = (type << 1) | (inverse ? 1 : 0);

    /// <summary>The node at the other end.</summary>
    public int Target { get; } = target;

    /// <summary>The node of the reference type.</summary>
    public int Type => _typeAndDirection >> 1;

    public bool IsInverse => (_typeAndDirection & 1) != 0;
}
