using Millwright.Model;
using Millwright.Modbus.Registers;

namespace Millwright.Drivers.Modbus;

/// <summary>Registers to values and back, as a tag's options say.</summary>
internal static class RegisterCodec
{
    /// <summary>The value in <paramref name="registers"/>, which holds at least the tag's span.</summary>
    /// <returns>False when the registers hold no value of the type: digits that are none in BCD.</returns>
    public static bool TryDecode(in ModbusTag tag, ReadOnlySpan<ushort> registers, out TagValue value)
    {
        if (tag.Type == ModbusType.String)
        {
            value = TagValue.Of(RegisterText.Read(registers[..tag.Length], tag.LowByteFirst));
            return true;
        }
        return tag.Length > 1 ? TryDecodeArray(tag, registers, out value) : TryDecodeOne(tag, registers, out value);
    }

    /// <summary>Puts a value into <paramref name="registers"/>, which holds at least the tag's span.</summary>
    /// <returns>Null when done, else what is wrong with the value.</returns>
    public static string? Encode(in ModbusTag tag, in TagValue value, Span<ushort> registers)
    {
        if (tag.Type == ModbusType.String)
        {
            return value.Kind == TagKind.String && RegisterText.TryWrite(registers[..tag.Length], value.AsString(), tag.LowByteFirst)
                ? null
                : $"the text does not fit into {tag.Length} registers of two Latin-1 characters";
        }
        if (tag.Length > 1)
            return "an array cannot be written";
        if (!value.TryConvert(ModbusTag.KindOf(tag.Type, 1), out var raw))
            return $"{value} does not fit into {tag.Type.ToString().ToLowerInvariant()}";
        switch (tag.Type)
        {
            case ModbusType.Int16 or ModbusType.Uint16:
                RegisterValue.WriteUInt16(registers, tag.Order, (ushort)raw.Bits);
                return null;
            case ModbusType.Int32 or ModbusType.Uint32 or ModbusType.Float32:
                RegisterValue.WriteUInt32(registers, tag.Order, (uint)raw.Bits);
                return null;
            case ModbusType.Int64 or ModbusType.Uint64 or ModbusType.Float64:
                RegisterValue.WriteUInt64(registers, tag.Order, raw.Bits);
                return null;
            case ModbusType.Bcd16 or ModbusType.Bcd32:
                return EncodeDecimal(tag, (uint)raw.Bits, registers);
            default:
                registers[0] = (ushort)(raw.AsBoolean() ? 1 : 0);
                return null;
        }
    }

    private static bool TryDecodeOne(in ModbusTag tag, ReadOnlySpan<ushort> registers, out TagValue value)
    {
        switch (tag.Type)
        {
            case ModbusType.Bool:
                value = TagValue.Of(tag.Address.Bit >= 0 ? (registers[0] >> tag.Address.Bit & 1) != 0 : registers[0] != 0);
                return true;
            case ModbusType.Int16:
                value = TagValue.Of(RegisterValue.ReadInt16(registers, tag.Order));
                return true;
            case ModbusType.Uint16:
                value = TagValue.Of(RegisterValue.ReadUInt16(registers, tag.Order));
                return true;
            case ModbusType.Int32:
                value = TagValue.Of(RegisterValue.ReadInt32(registers, tag.Order));
                return true;
            case ModbusType.Uint32:
                value = TagValue.Of(RegisterValue.ReadUInt32(registers, tag.Order));
                return true;
            case ModbusType.Int64:
                value = TagValue.Of(RegisterValue.ReadInt64(registers, tag.Order));
                return true;
            case ModbusType.Uint64:
                value = TagValue.Of(RegisterValue.ReadUInt64(registers, tag.Order));
                return true;
            case ModbusType.Float32:
                value = TagValue.Of(RegisterValue.ReadFloat32(registers, tag.Order));
                return true;
            case ModbusType.Float64:
                value = TagValue.Of(RegisterValue.ReadFloat64(registers, tag.Order));
                return true;
            default:
                return TryDecodeDecimal(tag, registers, out value);
        }
    }

    private static bool TryDecodeArray(in ModbusTag tag, ReadOnlySpan<ushort> registers, out TagValue value)
    {
        var step = tag.Span / tag.Length;
        var element = tag with { Length = 1 };
        Array array = tag.Kind.Element() switch
        {
            TagKind.Boolean => new bool[tag.Length],
            TagKind.Int16 => new short[tag.Length],
            TagKind.UInt16 => new ushort[tag.Length],
            TagKind.Int32 => new int[tag.Length],
            TagKind.UInt32 => new uint[tag.Length],
            TagKind.Int64 => new long[tag.Length],
            TagKind.UInt64 => new ulong[tag.Length],
            TagKind.Float32 => new float[tag.Length],
            _ => new double[tag.Length],
        };
        value = TagValue.None;
        for (var i = 0; i < tag.Length; i++)
        {
            if (!TryDecodeOne(element, registers[(i * step)..], out var one))
                return false;
            Put(array, i, one);
        }
        value = TagValue.OfArray(array);
        return true;
    }

    private static void Put(Array array, int index, in TagValue value)
    {
        switch (array)
        {
            case bool[] a: a[index] = value.AsBoolean(); break;
            case float[] a: a[index] = BitConverter.UInt32BitsToSingle((uint)value.Bits); break;
            case double[] a: a[index] = BitConverter.UInt64BitsToDouble(value.Bits); break;
            case short[] a: a[index] = (short)value.Bits; break;
            case int[] a: a[index] = (int)value.Bits; break;
            case long[] a: a[index] = (long)value.Bits; break;
        }
    }

    private static bool TryDecodeDecimal(in ModbusTag tag, ReadOnlySpan<ushort> registers, out TagValue value)
    {
        if (tag.Type == ModbusType.Bcd16)
        {
            var good = BinaryCodedDecimal.TryDecode16(RegisterValue.ReadUInt16(registers, tag.Order), out var digits);
            value = good ? TagValue.Of(digits) : TagValue.None;
            return good;
        }
        else
        {
            var good = BinaryCodedDecimal.TryDecode32(RegisterValue.ReadUInt32(registers, tag.Order), out var digits);
            value = good ? TagValue.Of(digits) : TagValue.None;
            return good;
        }
    }

    private static string? EncodeDecimal(in ModbusTag tag, uint number, Span<ushort> registers)
    {
        if (tag.Type == ModbusType.Bcd16)
        {
            if (number > 9_999)
                return $"{number} has more than the 4 digits of bcd16";
            RegisterValue.WriteUInt16(registers, tag.Order, BinaryCodedDecimal.Encode16((ushort)number));
        }
        else
        {
            if (number > 99_999_999)
                return $"{number} has more than the 8 digits of bcd32";
            RegisterValue.WriteUInt32(registers, tag.Order, BinaryCodedDecimal.Encode32(number));
        }
        return null;
    }
}
