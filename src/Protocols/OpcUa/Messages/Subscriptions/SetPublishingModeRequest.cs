using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Turns publishing of subscriptions on or off (OPC 10000-4, 5.14.4).</summary>
public sealed record SetPublishingModeRequest(
    bool PublishingEnabled,
    IReadOnlyList<uint> SubscriptionIds) : IUaRequest<SetPublishingModeRequest, SetPublishingModeResponse>
{
    public static uint EncodingId => 799;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteBoolean(PublishingEnabled);
        writer.WriteUInt32s(SubscriptionIds);
    }

    public static SetPublishingModeRequest Decode(ref UaReader reader) => new(
        reader.ReadBoolean(),
        reader.ReadUInt32s());
}
