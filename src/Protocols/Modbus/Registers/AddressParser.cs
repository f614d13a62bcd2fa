using System.Globalization;

namespace Millwright.Modbus.Registers;

internal static class AddressParser
{
    private const string Remedy = "write 'holding 100' (0-based), '40101' (1-based) or 'coil 3'; areas are coil, discrete, input, holding";

    public static bool TryParse(ReadOnlySpan<char> text, out ModbusAddress address, out string? error)
    {
        address = default;
        var original = text;
        if (!TryTakeBit(ref text, out var bit))
        {
            error = $"'{original}': a bit is 0 to 15, as in 'holding 100.5'";
            return false;
        }
        ModbusArea area;
        int offset;
        if (text.Length > 0 && char.IsAsciiDigit(text[0]))
        {
            if (!TryParseDigits(text, out area, out offset))
            {
                error = $"'{original}' is not a 5- or 6-digit address (00001-09999, 10001-…, 30001-…, 40001-…, or 400001-465536); {Remedy}";
                return false;
            }
        }
        else if (!TryParseNamed(text, out area, out offset))
        {
            error = $"'{original}' is not a register address; {Remedy}";
            return false;
        }
        if (bit >= 0 && area is ModbusArea.Coil or ModbusArea.DiscreteInput)
        {
            error = $"'{original}': a {(area == ModbusArea.Coil ? "coil" : "discrete input")} is a bit already; leave out '.{bit}'";
            return false;
        }
        address = new ModbusAddress(area, (ushort)offset, bit);
        error = null;
        return true;
    }

    private static bool TryTakeBit(ref ReadOnlySpan<char> text, out sbyte bit)
    {
        bit = -1;
        var dot = text.IndexOf('.');
        if (dot < 0)
            return true;
        if (!sbyte.TryParse(text[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out bit) || bit > 15)
            return false;
        text = text[..dot];
        return true;
    }

    private static bool TryParseDigits(ReadOnlySpan<char> text, out ModbusArea area, out int offset)
    {
        offset = 0;
        if (text.Length is not (5 or 6) || !TryAreaOf(text[0], out area)
            || !int.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            area = default;
            return false;
        }
        offset = number - 1;
        return number is >= 1 and <= 65_536;
    }

    private static bool TryAreaOf(char digit, out ModbusArea area)
    {
        area = digit switch
        {
            '0' => ModbusArea.Coil,
            '1' => ModbusArea.DiscreteInput,
            '3' => ModbusArea.InputRegister,
            _ => ModbusArea.HoldingRegister,
        };
        return digit is '0' or '1' or '3' or '4';
    }

    private static bool TryParseNamed(ReadOnlySpan<char> text, out ModbusArea area, out int offset)
    {
        area = default;
        offset = 0;
        var split = text.IndexOfAny(' ', ':');
        if (split < 0 || !TryAreaOf(text[..split], out area))
            return false;
        var number = text[(split + 1)..].Trim();
        var oneBased = number.StartsWith("#");
        if (!int.TryParse(oneBased ? number[1..] : number, NumberStyles.None, CultureInfo.InvariantCulture, out offset))
            return false;
        if (oneBased)
            offset--;
        return offset is >= 0 and <= 65_535;
    }

    private static bool TryAreaOf(ReadOnlySpan<char> name, out ModbusArea area)
    {
        area = default;
        if (Is(name, "coil", "co"))
            area = ModbusArea.Coil;
        else if (Is(name, "discrete", "di"))
            area = ModbusArea.DiscreteInput;
        else if (Is(name, "input", "ir"))
            area = ModbusArea.InputRegister;
        else if (Is(name, "holding", "hr"))
            area = ModbusArea.HoldingRegister;
        else
            return false;
        return true;
    }

    private static bool Is(ReadOnlySpan<char> name, string word, string brief) =>
        name.Equals(word, StringComparison.OrdinalIgnoreCase) || name.Equals(brief, StringComparison.OrdinalIgnoreCase);
}
