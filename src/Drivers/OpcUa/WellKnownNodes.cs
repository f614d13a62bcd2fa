using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>Nodes of the standard's own namespace that the driver names (OPC 10000-6, A.3).</summary>
internal static class WellKnownNodes
{
    public static readonly NodeId ObjectsFolder = new(85);
    public static readonly NodeId HierarchicalReferences = new(33);
    public static readonly NodeId HasProperty = new(46);
    public static readonly NodeId HasSubtype = new(45);
    public static readonly NodeId Enumeration = new(29);
    public static readonly NodeId Structure = new(22);
    public static readonly NodeId ServerStatus = new(2256);
    public static readonly NodeId BuildInfo = new(2260);
    public static readonly NodeId EUInformationEncoding = new(889);
    public static readonly NodeId RangeEncoding = new(886);
}
