using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>A notification message that was received (OPC 10000-4, 5.14.5).</summary>
public readonly record struct SubscriptionAcknowledgement(
    uint SubscriptionId,
    uint SequenceNumber) : IUaMessage<SubscriptionAcknowledgement>
{
    public static uint EncodingId => 823;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(SubscriptionId);
        writer.WriteUInt32(SequenceNumber);
    }

    public static SubscriptionAcknowledgement Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadUInt32());
}
