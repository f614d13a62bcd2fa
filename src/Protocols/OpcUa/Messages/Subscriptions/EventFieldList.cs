using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>The selected fields of one event under the client's handle (OPC 10000-4, 7.25.3).</summary>
public sealed record EventFieldList(uint ClientHandle, IReadOnlyList<Variant> EventFields) : IUaMessage<EventFieldList>
{
    public static uint EncodingId => 919;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(ClientHandle);
        writer.WriteVariants(EventFields);
    }

    public static EventFieldList Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadVariants());
}
