using Millwright.Modbus.Registers;

namespace Millwright.Simulators.Registers;

/// <summary>Numbers to registers and back, by the point's line in the table.</summary>
internal static class RegisterCodec
{
    /// <summary>Writes a number; what the type cannot hold is clamped to its range, as a device's firmware does.</summary>
    public static void Encode(RegisterPoint point, double value, Span<ushort> registers)
    {
        var raw = value / point.Scale;
        switch (point.Type)
        {
            case RegisterType.Int16:
                RegisterValue.WriteInt16(registers, point.Order, (short)Whole(raw, short.MinValue, short.MaxValue));
                break;
            case RegisterType.UInt16:
                RegisterValue.WriteUInt16(registers, point.Order, (ushort)Whole(raw, 0, ushort.MaxValue));
                break;
            case RegisterType.Int32:
                RegisterValue.WriteInt32(registers, point.Order, (int)Whole(raw, int.MinValue, int.MaxValue));
                break;
            case RegisterType.UInt32:
                RegisterValue.WriteUInt32(registers, point.Order, (uint)Whole(raw, 0, uint.MaxValue));
                break;
            case RegisterType.UInt64:
                RegisterValue.WriteUInt64(registers, point.Order, (ulong)Whole(raw, 0, 1L << 53));
                break;
            case RegisterType.Float32:
                RegisterValue.WriteFloat32(registers, point.Order, (float)raw);
                break;
            case RegisterType.Float64:
                RegisterValue.WriteFloat64(registers, point.Order, raw);
                break;
            default:
                throw new InvalidOperationException($"{point.Name}: {point.Type} is not a number");
        }
    }

    /// <summary>Reads a number back, scaled.</summary>
    public static double Decode(RegisterPoint point, ReadOnlySpan<ushort> registers) => point.Scale * point.Type switch
    {
        RegisterType.Int16 => RegisterValue.ReadInt16(registers, point.Order),
        RegisterType.UInt16 => RegisterValue.ReadUInt16(registers, point.Order),
        RegisterType.Int32 => RegisterValue.ReadInt32(registers, point.Order),
        RegisterType.UInt32 => RegisterValue.ReadUInt32(registers, point.Order),
        RegisterType.UInt64 => RegisterValue.ReadUInt64(registers, point.Order),
        RegisterType.Float32 => RegisterValue.ReadFloat32(registers, point.Order),
        RegisterType.Float64 => RegisterValue.ReadFloat64(registers, point.Order),
        _ => throw new InvalidOperationException($"{point.Name}: {point.Type} is not a number"),
    };

    private static double Whole(double raw, double low, double high) => Math.Clamp(Math.Round(raw), low, high);
}
