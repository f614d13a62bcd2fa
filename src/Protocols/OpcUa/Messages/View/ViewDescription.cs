using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>The view to browse; the default value is the whole address space (OPC 10000-4, 7.45).</summary>
public readonly record struct ViewDescription(NodeId ViewId, UaDateTime Timestamp, uint ViewVersion) : IUaMessage<ViewDescription>
{
    public static uint EncodingId => 513;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(ViewId);
        writer.WriteDateTime(Timestamp);
        writer.WriteUInt32(ViewVersion);
    }

    public static ViewDescription Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadDateTime(),
        reader.ReadUInt32());
}
