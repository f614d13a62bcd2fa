namespace Millwright.OpcUa.Types;

/// <summary>The kind of identifier in a <see cref="NodeId"/> (OPC 10000-3, 8.2.3).</summary>
public enum NodeIdType : byte
{
    Numeric = 0,
    String = 1,
    Guid = 2,

    /// <summary>A byte string that only the server understands.</summary>
    Opaque = 3,
}
