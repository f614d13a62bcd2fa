namespace Millwright.OpcUa.Messages;

/// <summary>Which fields of a reference description are filled (OPC 10000-4, 5.9.2).</summary>
[Flags]
public enum BrowseResultMask : uint
{
    None = 0,
    ReferenceType = 1,
    IsForward = 2,
    NodeClass = 4,
    BrowseName = 8,
    DisplayName = 16,
    TypeDefinition = 32,
    All = 63,
}
