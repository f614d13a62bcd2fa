using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A server's state (OPC 10000-5, 12.10).</summary>
public sealed record ServerStatusDataType(
    UaDateTime StartTime,
    UaDateTime CurrentTime,
    ServerState State,
    BuildInfo BuildInfo,
    uint SecondsTillShutdown,
    LocalizedText ShutdownReason) : IUaMessage<ServerStatusDataType>
{
    public static uint EncodingId => 864;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteDateTime(StartTime);
        writer.WriteDateTime(CurrentTime);
        writer.WriteEnum(State);
        BuildInfo.Encode(writer);
        writer.WriteUInt32(SecondsTillShutdown);
        writer.WriteLocalizedText(ShutdownReason);
    }

    public static ServerStatusDataType Decode(ref UaReader reader) => new(
        reader.ReadDateTime(),
        reader.ReadDateTime(),
        reader.ReadEnum<ServerState>(),
        BuildInfo.Decode(ref reader),
        reader.ReadUInt32(),
        reader.ReadLocalizedText());
}
