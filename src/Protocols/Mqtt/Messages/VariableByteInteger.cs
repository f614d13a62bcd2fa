namespace Millwright.Mqtt.Messages;

/// <summary>One to four bytes of seven bits, low bits first (MQTT 5, 1.5.5).</summary>
public static class VariableByteInteger
{
    public const uint MaxValue = MqttLimits.MaxRemainingLength;

    /// <summary>Bytes that <paramref name="value"/> takes.</summary>
    public static int BytesOf(uint value) => value switch
    {
        < 1 << 7 => 1,
        < 1 << 14 => 2,
        < 1 << 21 => 3,
        _ => 4,
    };

    /// <summary>Reads from the front of the span. Longer than four bytes, or longer than needed, is malformed.</summary>
    /// <returns>Bytes read; 0 when more are needed; negative when malformed.</returns>
    public static int Read(ReadOnlySpan<byte> bytes, out uint value)
    {
        value = 0;
        for (var i = 0; i < 4; i++)
        {
            if (i >= bytes.Length)
                return 0;
            var b = bytes[i];
            value |= (uint)(b & 0x7F) << (7 * i);
            if (b < 0x80)
                return b == 0 && i > 0 ? -1 : i + 1;
        }
        return -1;
    }

    /// <summary>Writes to the front of the span, which has room for <see cref="BytesOf"/>.</summary>
    public static int Write(Span<byte> destination, uint value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxValue);
        var count = 0;
        while (value >= 0x80)
        {
            destination[count++] = (byte)(value | 0x80);
            value >>= 7;
        }
        destination[count++] = (byte)value;
        return count;
    }
}
