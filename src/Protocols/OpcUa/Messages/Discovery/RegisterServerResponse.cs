using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>The server is known (OPC 10000-4, 5.5.5).</summary>
public sealed record RegisterServerResponse : IUaMessage<RegisterServerResponse>
{
    public static uint EncodingId => 440;

    public void Encode(UaWriter writer)
    {
    }

    public static RegisterServerResponse Decode(ref UaReader reader) => new();
}
