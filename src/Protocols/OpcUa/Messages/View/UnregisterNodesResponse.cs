using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>The ids are given back (OPC 10000-4, 5.9.6).</summary>
public sealed record UnregisterNodesResponse : IUaMessage<UnregisterNodesResponse>
{
    public static uint EncodingId => 569;

    public void Encode(UaWriter writer)
    {
    }

    public static UnregisterNodesResponse Decode(ref UaReader reader) => new();
}
