using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Cancels outstanding requests (OPC 10000-4, 5.7.5).</summary>
public sealed record CancelRequest(uint RequestHandle) : IUaRequest<CancelRequest, CancelResponse>
{
    public static uint EncodingId => 479;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(RequestHandle);
    }

    public static CancelRequest Decode(ref UaReader reader) => new(reader.ReadUInt32());
}
