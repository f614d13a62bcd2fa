namespace Millwright.OpcUa.Messages;

/// <summary>Classes of nodes; as flags they make a mask (OPC 10000-3, 8.29).</summary>
[Flags]
public enum NodeClass
{
    None = 0,
    Object = 1,
    Variable = 2,
    Method = 4,
    ObjectType = 8,
    VariableType = 16,
    ReferenceType = 32,
    DataType = 64,
    View = 128,
}
