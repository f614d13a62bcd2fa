namespace Millwright.OpcUa.AddressSpace;

/// <summary>What happened to a node (OPC 10000-5, 12.17, table of verbs).</summary>
[Flags]
public enum ModelChangeVerb : byte
{
    None = 0,
    NodeAdded = 1,
    NodeDeleted = 2,
    ReferenceAdded = 4,
    ReferenceDeleted = 8,
    DataTypeChanged = 16,
}
