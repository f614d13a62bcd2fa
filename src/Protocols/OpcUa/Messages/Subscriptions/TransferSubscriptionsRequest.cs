using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Takes subscriptions over into this session (OPC 10000-4, 5.14.7).</summary>
public sealed record TransferSubscriptionsRequest(
    IReadOnlyList<uint> SubscriptionIds,
    bool SendInitialValues) : IUaRequest<TransferSubscriptionsRequest, TransferSubscriptionsResponse>
{
    public static uint EncodingId => 841;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32s(SubscriptionIds);
        writer.WriteBoolean(SendInitialValues);
    }

    public static TransferSubscriptionsRequest Decode(ref UaReader reader) => new(
        reader.ReadUInt32s(),
        reader.ReadBoolean());
}
