using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Steps from node to node (OPC 10000-4, 7.31).</summary>
public sealed record RelativePath(IReadOnlyList<RelativePathElement> Elements) : IUaMessage<RelativePath>
{
    public static uint EncodingId => 542;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(Elements);
    }

    public static RelativePath Decode(ref UaReader reader) => new(reader.ReadStructures<RelativePathElement>());
}
