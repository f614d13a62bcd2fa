using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>How many requests were cancelled (OPC 10000-4, 5.7.5).</summary>
public sealed record CancelResponse(uint CancelCount) : IUaMessage<CancelResponse>
{
    public static uint EncodingId => 482;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(CancelCount);
    }

    public static CancelResponse Decode(ref UaReader reader) => new(reader.ReadUInt32());
}
