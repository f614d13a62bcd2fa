using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A constant (OPC 10000-4, 7.7.4.3).</summary>
public readonly record struct LiteralOperand(Variant Value) : IUaMessage<LiteralOperand>
{
    public static uint EncodingId => 597;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteVariant(Value);
    }

    public static LiteralOperand Decode(ref UaReader reader) => new(reader.ReadVariant());
}
