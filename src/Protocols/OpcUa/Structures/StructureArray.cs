namespace Millwright.OpcUa.Structures;

/// <summary>Structures of one type in a row or, with two or more dimensions, in a matrix.</summary>
public sealed class StructureArray(IReadOnlyList<StructureValue> elements, IReadOnlyList<int>? dimensions = null) : DecodedValue
{
    /// <summary>In row-major order.</summary>
    public IReadOnlyList<StructureValue> Elements { get; } = elements;

    /// <summary>The lengths of a matrix's dimensions; empty for an array.</summary>
    public IReadOnlyList<int> Dimensions { get; } = dimensions ?? [];
}
