using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Never sent over TCP (OPC 10000-4, 5.6.3).</summary>
public sealed record CloseSecureChannelResponse : IUaMessage<CloseSecureChannelResponse>
{
    public static uint EncodingId => 455;

    public void Encode(UaWriter writer)
    {
    }

    public static CloseSecureChannelResponse Decode(ref UaReader reader) => new();
}
