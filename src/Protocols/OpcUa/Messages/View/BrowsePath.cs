using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A start and the way from it (OPC 10000-4, 5.9.4).</summary>
public sealed record BrowsePath(NodeId StartingNode, RelativePath RelativePath) : IUaMessage<BrowsePath>
{
    public static uint EncodingId => 545;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(StartingNode);
        RelativePath.Encode(writer);
    }

    public static BrowsePath Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        RelativePath.Decode(ref reader));
}
