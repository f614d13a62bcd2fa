using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Who changed a value and when (OPC 10000-11, 6.6.3).</summary>
public sealed record ModificationInfo(
    UaDateTime ModificationTime,
    HistoryUpdateType UpdateType,
    string? UserName) : IUaMessage<ModificationInfo>
{
    public static uint EncodingId => 11226;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteDateTime(ModificationTime);
        writer.WriteEnum(UpdateType);
        writer.WriteString(UserName);
    }

    public static ModificationInfo Decode(ref UaReader reader) => new(
        reader.ReadDateTime(),
        reader.ReadEnum<HistoryUpdateType>(),
        reader.ReadString());
}
