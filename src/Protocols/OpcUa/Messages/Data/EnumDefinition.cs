using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>The values of an enumeration or the bits of an option set (OPC 10000-3, 8.50).</summary>
public sealed record EnumDefinition(IReadOnlyList<EnumField> Fields) : IUaMessage<EnumDefinition>
{
    public static uint EncodingId => 123;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(Fields);
    }

    public static EnumDefinition Decode(ref UaReader reader) => new(reader.ReadStructures<EnumField>());
}
