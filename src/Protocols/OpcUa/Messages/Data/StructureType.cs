namespace Millwright.OpcUa.Messages;

/// <summary>How a structure is laid out (OPC 10000-3, 8.47).</summary>
public enum StructureType
{
    Structure = 0,
    StructureWithOptionalFields = 1,
    Union = 2,
    StructureWithSubtypedValues = 3,
    UnionWithSubtypedValues = 4,
}
