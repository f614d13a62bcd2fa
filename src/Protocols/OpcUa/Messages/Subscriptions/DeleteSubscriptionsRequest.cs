using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Deletes subscriptions (OPC 10000-4, 5.14.8).</summary>
public sealed record DeleteSubscriptionsRequest(
    IReadOnlyList<uint> SubscriptionIds) : IUaRequest<DeleteSubscriptionsRequest, DeleteSubscriptionsResponse>
{
    public static uint EncodingId => 847;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32s(SubscriptionIds);
    }

    public static DeleteSubscriptionsRequest Decode(ref UaReader reader) => new(reader.ReadUInt32s());
}
