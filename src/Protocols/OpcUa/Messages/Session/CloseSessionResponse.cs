using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>The session is closed (OPC 10000-4, 5.7.4).</summary>
public sealed record CloseSessionResponse : IUaMessage<CloseSessionResponse>
{
    public static uint EncodingId => 476;

    public void Encode(UaWriter writer)
    {
    }

    public static CloseSessionResponse Decode(ref UaReader reader) => new();
}
