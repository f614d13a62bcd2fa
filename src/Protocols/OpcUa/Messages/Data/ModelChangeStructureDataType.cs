using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A change of the address space (OPC 10000-5, 12.16).</summary>
public readonly record struct ModelChangeStructureDataType(
    NodeId Affected,
    NodeId AffectedType,
    byte Verb) : IUaMessage<ModelChangeStructureDataType>
{
    public static uint EncodingId => 879;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(Affected);
        writer.WriteNodeId(AffectedType);
        writer.WriteByte(Verb);
    }

    public static ModelChangeStructureDataType Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadNodeId(),
        reader.ReadByte());
}
