using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>The token that protects the channel from now on (OPC 10000-4, 5.6.2).</summary>
public sealed record OpenSecureChannelResponse(
    uint ServerProtocolVersion,
    ChannelSecurityToken SecurityToken,
    byte[]? ServerNonce) : IUaMessage<OpenSecureChannelResponse>
{
    public static uint EncodingId => 449;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(ServerProtocolVersion);
        SecurityToken.Encode(writer);
        writer.WriteByteString(ServerNonce);
    }

    public static OpenSecureChannelResponse Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        ChannelSecurityToken.Decode(ref reader),
        reader.ReadByteString());
}
