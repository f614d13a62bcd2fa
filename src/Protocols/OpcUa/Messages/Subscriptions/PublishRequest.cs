using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Lets the server send one notification message, and acknowledges those received (OPC 10000-4, 5.14.5).</summary>
public sealed record PublishRequest(
    IReadOnlyList<SubscriptionAcknowledgement> SubscriptionAcknowledgements) : IUaRequest<PublishRequest, PublishResponse>
{
    public static uint EncodingId => 826;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(SubscriptionAcknowledgements);
    }

    public static PublishRequest Decode(ref UaReader reader) => new(reader.ReadStructures<SubscriptionAcknowledgement>());
}
