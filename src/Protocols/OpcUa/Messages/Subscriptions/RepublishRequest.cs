using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Asks for a notification message again (OPC 10000-4, 5.14.6).</summary>
public sealed record RepublishRequest(
    uint SubscriptionId,
    uint RetransmitSequenceNumber) : IUaRequest<RepublishRequest, RepublishResponse>
{
    public static uint EncodingId => 832;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(SubscriptionId);
        writer.WriteUInt32(RetransmitSequenceNumber);
    }

    public static RepublishRequest Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadUInt32());
}
