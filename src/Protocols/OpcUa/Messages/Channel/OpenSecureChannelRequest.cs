using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Opens or renews a secure channel (OPC 10000-4, 5.6.2). The nonce is empty with security policy None; the lifetime is a wish in milliseconds.</summary>
public sealed record OpenSecureChannelRequest(
    uint ClientProtocolVersion,
    SecurityTokenRequestType RequestType,
    MessageSecurityMode SecurityMode,
    byte[]? ClientNonce,
    uint RequestedLifetimeMs) : IUaRequest<OpenSecureChannelRequest, OpenSecureChannelResponse>
{
    public static uint EncodingId => 446;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(ClientProtocolVersion);
        writer.WriteEnum(RequestType);
        writer.WriteEnum(SecurityMode);
        writer.WriteByteString(ClientNonce);
        writer.WriteUInt32(RequestedLifetimeMs);
    }

    public static OpenSecureChannelRequest Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadEnum<SecurityTokenRequestType>(),
        reader.ReadEnum<MessageSecurityMode>(),
        reader.ReadByteString(),
        reader.ReadUInt32());
}
