using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Structures;

/// <summary>A structure's fields in the order in which they travel (OPC 10000-6, 5.2.6 to 5.2.8).</summary>
public sealed class StructureLayout
{
    internal StructureLayout(NodeId dataTypeId, NodeId encodingId, string name, StructureType kind, IReadOnlyList<FieldLayout> fields)
    {
        DataTypeId = dataTypeId;
        EncodingId = encodingId;
        Name = name;
        Kind = kind;
        Fields = fields;
    }

    public NodeId DataTypeId { get; }

    /// <summary>The id that an extension object names: the type's "Default Binary" node.</summary>
    public NodeId EncodingId { get; }

    public string Name { get; }

    public StructureType Kind { get; }

    public IReadOnlyList<FieldLayout> Fields { get; }

    /// <summary>Only one of the fields has a value.</summary>
    public bool IsUnion => Kind is StructureType.Union or StructureType.UnionWithSubtypedValues;

    /// <summary>The position of a field, -1 when there is none of that name.</summary>
    public int IndexOf(string fieldName)
    {
        for (var i = 0; i < Fields.Count; i++)
        {
            if (Fields[i].Name == fieldName)
                return i;
        }
        return -1;
    }
}
