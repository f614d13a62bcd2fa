using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A node and which of its references are wanted (OPC 10000-4, 5.9.2). A class mask of 0 is all classes; the result mask says which fields are filled.</summary>
public readonly record struct BrowseDescription(
    NodeId NodeId,
    BrowseDirection BrowseDirection,
    NodeId ReferenceTypeId,
    bool IncludeSubtypes,
    uint NodeClassMask,
    uint ResultMask) : IUaMessage<BrowseDescription>
{
    public static uint EncodingId => 516;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(NodeId);
        writer.WriteEnum(BrowseDirection);
        writer.WriteNodeId(ReferenceTypeId);
        writer.WriteBoolean(IncludeSubtypes);
        writer.WriteUInt32(NodeClassMask);
        writer.WriteUInt32(ResultMask);
    }

    public static BrowseDescription Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadEnum<BrowseDirection>(),
        reader.ReadNodeId(),
        reader.ReadBoolean(),
        reader.ReadUInt32(),
        reader.ReadUInt32());
}
