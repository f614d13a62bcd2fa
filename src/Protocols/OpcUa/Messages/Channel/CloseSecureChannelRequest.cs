using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Ends a secure channel; over TCP the server answers by closing the connection (OPC 10000-4, 5.6.3).</summary>
public sealed record CloseSecureChannelRequest : IUaRequest<CloseSecureChannelRequest, CloseSecureChannelResponse>
{
    public static uint EncodingId => 452;

    public void Encode(UaWriter writer)
    {
    }

    public static CloseSecureChannelRequest Decode(ref UaReader reader) => new();
}
