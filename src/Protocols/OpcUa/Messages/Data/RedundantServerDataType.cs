using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>A server of a redundant set; 200 to 255 is a healthy service level (OPC 10000-5, 12.7).</summary>
public sealed record RedundantServerDataType(
    string? ServerId,
    byte ServiceLevel,
    ServerState ServerState) : IUaMessage<RedundantServerDataType>
{
    public static uint EncodingId => 855;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString(ServerId);
        writer.WriteByte(ServiceLevel);
        writer.WriteEnum(ServerState);
    }

    public static RedundantServerDataType Decode(ref UaReader reader) => new(
        reader.ReadString(),
        reader.ReadByte(),
        reader.ReadEnum<ServerState>());
}
