using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Attributes of a method to add; the mask says which are given (OPC 10000-4, 7.24.4).</summary>
public sealed record MethodAttributes(
    uint SpecifiedAttributes,
    LocalizedText DisplayName,
    LocalizedText Description,
    uint WriteMask,
    uint UserWriteMask,
    bool Executable,
    bool UserExecutable) : IUaMessage<MethodAttributes>
{
    public static uint EncodingId => 360;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(SpecifiedAttributes);
        writer.WriteLocalizedText(DisplayName);
        writer.WriteLocalizedText(Description);
        writer.WriteUInt32(WriteMask);
        writer.WriteUInt32(UserWriteMask);
        writer.WriteBoolean(Executable);
        writer.WriteBoolean(UserExecutable);
    }

    public static MethodAttributes Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadLocalizedText(),
        reader.ReadLocalizedText(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadBoolean(),
        reader.ReadBoolean());
}
