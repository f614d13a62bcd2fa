using Millwright.Modbus.Registers;
using Millwright.OpcUa.Types;
using Millwright.Simulators.Registers;

namespace Millwright.Simulators.OpcUa;

/// <summary>Values of register points as OPC UA has them. They are decoded from the registers, so that both protocols say the same.</summary>
internal static class PointValues
{
    /// <summary>The built-in type of a point: that of its registers, or Double where these are scaled.</summary>
    public static BuiltInType TypeOf(RegisterPoint point) => point.Type switch
    {
        RegisterType.Bit => BuiltInType.Boolean,
        RegisterType.Text => BuiltInType.String,
        _ when PlantTypes.IsEnumeration(point.Name) => BuiltInType.Int32,
        _ when point.Scale != 1 => BuiltInType.Double,
        RegisterType.Int16 => BuiltInType.Int16,
        RegisterType.UInt16 => BuiltInType.UInt16,
        RegisterType.Int32 => BuiltInType.Int32,
        RegisterType.UInt32 => BuiltInType.UInt32,
        RegisterType.UInt64 => BuiltInType.UInt64,
        RegisterType.Float32 => BuiltInType.Float,
        _ => BuiltInType.Double,
    };

    /// <summary>The value that stands in a point's registers.</summary>
    public static Variant Decode(RegisterPoint point, ReadOnlySpan<ushort> registers) => point.Type switch
    {
        RegisterType.Bit => new Variant(registers[0] != 0),
        RegisterType.Text => new Variant(RegisterText.Read(registers, lowByteFirst: false)),
        _ => OfNumber(point, RegisterCodec.Decode(point, registers)),
    };

    /// <summary>A number in the point's type.</summary>
    public static Variant OfNumber(RegisterPoint point, double number) => TypeOf(point) switch
    {
        BuiltInType.Boolean => new Variant(number != 0),
        BuiltInType.Int16 => new Variant((short)number),
        BuiltInType.UInt16 => new Variant((ushort)number),
        BuiltInType.Int32 => new Variant((int)number),
        BuiltInType.UInt32 => new Variant((uint)number),
        BuiltInType.UInt64 => new Variant((ulong)number),
        BuiltInType.Float => new Variant((float)number),
        _ => new Variant(number),
    };

    /// <summary>Puts a value into registers, clamped to what they hold, which the machine then judges; false when it is no number or switch.</summary>
    public static bool TryEncode(RegisterPoint point, in Variant value, Span<ushort> registers)
    {
        if (point.Type == RegisterType.Bit)
        {
            if (value.Type != BuiltInType.Boolean)
                return false;
            registers[0] = value.AsBoolean() ? (ushort)1 : (ushort)0;
            return true;
        }
        if (point.Type == RegisterType.Text || !value.TryGetNumber(out var number) || !double.IsFinite(number))
            return false;
        RegisterCodec.Encode(point, number, registers);
        return true;
    }
}
