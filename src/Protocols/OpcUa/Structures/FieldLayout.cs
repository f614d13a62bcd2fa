using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Structures;

/// <summary>One field of a structure.</summary>
public sealed class FieldLayout
{
    internal FieldLayout(string name, NodeId dataTypeId, int valueRank, bool isOptional)
    {
        Name = name;
        DataTypeId = dataTypeId;
        ValueRank = valueRank;
        IsOptional = isOptional;
    }

    public string Name { get; }

    public NodeId DataTypeId { get; }

    /// <summary>-1 for a scalar, 1 for an array, more for a matrix of so many dimensions.</summary>
    public int ValueRank { get; }

    /// <summary>The field may be absent.</summary>
    public bool IsOptional { get; }

    /// <summary>The built-in type that travels; <see cref="BuiltInType.Variant"/> for a value of any type; null for a nested structure.</summary>
    public BuiltInType? BuiltInType { get; internal set; }

    /// <summary>The enumeration the field is of, else null.</summary>
    public EnumerationLayout? Enumeration { get; internal set; }

    /// <summary>The structure the field is of, else null.</summary>
    public StructureLayout? Structure { get; internal set; }

    internal FieldEncoding Encoding { get; set; } = FieldEncoding.Unknown;
}
