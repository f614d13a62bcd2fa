using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>One step: along references of a type to the target with a browse name (OPC 10000-4, 7.31).</summary>
public readonly record struct RelativePathElement(
    NodeId ReferenceTypeId,
    bool IsInverse,
    bool IncludeSubtypes,
    QualifiedName TargetName) : IUaMessage<RelativePathElement>
{
    public static uint EncodingId => 539;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(ReferenceTypeId);
        writer.WriteBoolean(IsInverse);
        writer.WriteBoolean(IncludeSubtypes);
        writer.WriteQualifiedName(TargetName);
    }

    public static RelativePathElement Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadBoolean(),
        reader.ReadBoolean(),
        reader.ReadQualifiedName());
}
