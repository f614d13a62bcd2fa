using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Another element of the filter (OPC 10000-4, 7.7.4.2).</summary>
public readonly record struct ElementOperand(uint Index) : IUaMessage<ElementOperand>
{
    public static uint EncodingId => 594;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(Index);
    }

    public static ElementOperand Decode(ref UaReader reader) => new(reader.ReadUInt32());
}
