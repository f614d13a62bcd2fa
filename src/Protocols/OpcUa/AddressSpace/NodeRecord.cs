using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.AddressSpace;

/// <summary>What every node has, in 64 bytes. What few nodes have is in <see cref="NodeExtras"/>.</summary>
internal struct NodeRecord
{
    public uint IdNumeric;
    public int IdAt;
    public ushort IdLength;
    public ushort IdNamespace;
    public NodeIdType IdType;
    public NodeFlags Flags;
    public AccessLevel Access;
    public sbyte ValueRank;
    public ushort BrowseNamespace;
    public ushort Generation;
    public int BrowseName;
    public int DisplayName;
    public byte NodeClassBits;
    public EventNotifier Notifier;
    public byte ModellingRule;
    public int TypeDefinition;
    public int Parent;
    public int ParentType;
    public int DataType;
    public int Value;
    public int ReferenceStart;
    public int ReferenceCount;

    /// <summary>The class; a free record has none.</summary>
    public readonly NodeClass Class => (NodeClass)NodeClassBits;

    public readonly bool Has(NodeFlags flag) => (Flags & flag) != 0;
}
