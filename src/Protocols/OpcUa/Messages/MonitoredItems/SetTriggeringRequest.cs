using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Links items that report when another one does (OPC 10000-4, 5.13.5).</summary>
public sealed record SetTriggeringRequest(
    uint SubscriptionId,
    uint TriggeringItemId,
    IReadOnlyList<uint> LinksToAdd,
    IReadOnlyList<uint> LinksToRemove) : IUaRequest<SetTriggeringRequest, SetTriggeringResponse>
{
    public static uint EncodingId => 775;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(SubscriptionId);
        writer.WriteUInt32(TriggeringItemId);
        writer.WriteUInt32s(LinksToAdd);
        writer.WriteUInt32s(LinksToRemove);
    }

    public static SetTriggeringRequest Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadUInt32s(),
        reader.ReadUInt32s());
}
