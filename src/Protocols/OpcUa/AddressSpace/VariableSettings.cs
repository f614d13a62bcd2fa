using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.AddressSpace;

/// <summary>What a variable is, besides its id and name. One instance can serve any number of variables.</summary>
public sealed record VariableSettings
{
    /// <summary>The data type's node; a built-in type by <c>new NodeId((uint)BuiltInType.Double)</c>.</summary>
    public NodeId DataType { get; init; } = new(StandardIds.BaseDataType);

    /// <summary>-1 a scalar, 1 an array, n a matrix of n dimensions, 0 any array, -2 anything, -3 a scalar or an array (OPC 10000-3, 8.6).</summary>
    public int ValueRank { get; init; } = -1;

    /// <summary>Lengths of the dimensions, 0 where they vary; null says nothing.</summary>
    public IReadOnlyList<uint>? ArrayDimensions { get; init; }

    /// <summary>The variable's type; null chooses one: analog with a unit or range, else BaseDataVariableType.</summary>
    public NodeId? TypeDefinition { get; init; }

    /// <summary>How the parent refers to it: HasComponent, HasProperty or Organizes or a subtype.</summary>
    public NodeId ReferenceType { get; init; } = new(StandardIds.HasComponent);

    /// <summary>What may be done with the value by those who may.</summary>
    public AccessLevel Access { get; init; } = AccessLevel.CurrentRead;

    /// <summary>Whether the value's history is being kept now.</summary>
    public bool Historizing { get; init; }

    /// <summary>The fastest sensible sampling interval in milliseconds; 0 when changes are reported as they happen, -1 when it is not known.</summary>
    public double MinimumSamplingIntervalMs { get; init; }

    /// <summary>Adds EngineeringUnits.</summary>
    public EngineeringUnit? Unit { get; init; }

    /// <summary>Adds EURange.</summary>
    public ValueRange? Range { get; init; }

    /// <summary>What people read; the browse name when null.</summary>
    public string? DisplayName { get; init; }

    public string? Description { get; init; }
}
