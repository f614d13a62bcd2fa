namespace Millwright.Modbus.Registers;

/// <summary>Decimal digits in nibbles: four in a register, eight in two.</summary>
public static class BinaryCodedDecimal
{
    /// <summary>Decodes; false when a nibble is no decimal digit.</summary>
    public static bool TryDecode16(ushort coded, out ushort value)
    {
        var ok = TryDecode(coded, 4, out var wide);
        value = (ushort)wide;
        return ok;
    }

    /// <summary>Decodes; false when a nibble is no decimal digit.</summary>
    public static bool TryDecode32(uint coded, out uint value) => TryDecode(coded, 8, out value);

    /// <summary>Encodes 0 to 9999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value needs more than four digits.</exception>
    public static ushort Encode16(ushort value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 9_999);
        return (ushort)Encode(value);
    }

    /// <summary>Encodes 0 to 99,999,999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value needs more than eight digits.</exception>
    public static uint Encode32(uint value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 99_999_999u);
        return Encode(value);
    }

    private static bool TryDecode(uint coded, int digits, out uint value)
    {
        value = 0;
        for (var i = digits - 1; i >= 0; i--)
        {
            var digit = (coded >> (4 * i)) & 0xF;
            if (digit > 9)
            {
                value = 0;
                return false;
            }
            value = (value * 10) + digit;
        }
        return true;
    }

    private static uint Encode(uint value)
    {
        uint coded = 0;
        for (var shift = 0; value > 0; shift += 4, value /= 10)
            coded |= (value % 10) << shift;
        return coded;
    }
}
