using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>The limits of a value (OPC 10000-8, 5.6.2).</summary>
public readonly record struct ValueRange(double Low, double High) : IUaMessage<ValueRange>
{
    public static uint EncodingId => 886;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteDouble(Low);
        writer.WriteDouble(High);
    }

    public static ValueRange Decode(ref UaReader reader) => new(
        reader.ReadDouble(),
        reader.ReadDouble());
}
