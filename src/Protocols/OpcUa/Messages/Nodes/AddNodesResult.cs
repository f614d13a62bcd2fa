using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>The id of an added node (OPC 10000-4, 5.8.2).</summary>
public readonly record struct AddNodesResult(StatusCode StatusCode, NodeId AddedNodeId) : IUaMessage<AddNodesResult>
{
    public static uint EncodingId => 485;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStatusCode(StatusCode);
        writer.WriteNodeId(AddedNodeId);
    }

    public static AddNodesResult Decode(ref UaReader reader) => new(
        reader.ReadStatusCode(),
        reader.ReadNodeId());
}
