using Millwright.Modbus.Registers;
using Millwright.Model;

namespace Millwright.Publish.Modbus;

/// <summary>Values as registers.</summary>
internal static class RegisterWriter
{
    /// <summary>Writes a value.</summary>
    /// <returns>False when the registers cannot hold it: too great, too small, too long, or no number.</returns>
    public static bool TryWrite(RegisterSlot slot, in TagValue value, WordOrder order, Span<ushort> registers)
    {
        if (slot.Kind == RegisterKind.String)
        {
            registers.Clear();
            return value.Kind == TagKind.String && RegisterText.TryWrite(registers, value.AsString(), lowByteFirst: false);
        }
        if (slot.Scale == 1 && !slot.Kind.IsFloat() && !IsFloat(value.Kind))
            return value.TryConvert(slot.Kind.Kind(), out var exact) && Write(slot.Kind, exact, order, registers);
        if (!value.TryGetDouble(out var number))
            return false;
        number /= slot.Scale;
        if (slot.Kind == RegisterKind.Float64)
            return Write(slot.Kind, TagValue.Of(number), order, registers);
        if (slot.Kind == RegisterKind.Float32)
            return (Math.Abs(number) <= float.MaxValue || !double.IsFinite(number)) && Write(slot.Kind, TagValue.Of((float)number), order, registers);
        number = Math.Round(number, MidpointRounding.AwayFromZero);
        var (lowest, beyond) = RangeOf(slot.Kind);
        if (!(number >= lowest && number < beyond))
            return false;
        var whole = slot.Kind == RegisterKind.Uint64 ? TagValue.Of((ulong)number) : TagValue.Of((long)number);
        return whole.TryConvert(slot.Kind.Kind(), out var raw) && Write(slot.Kind, raw, order, registers);
    }

    /// <summary>Writes what says that there is no value: NaN, the lowest of a signed type, the highest of an unsigned one, an empty text, off.</summary>
    public static void WriteNotAvailable(RegisterSlot slot, WordOrder order, Span<ushort> registers)
    {
        registers.Clear();
        TagValue? value = slot.Kind switch
        {
            RegisterKind.Int16 => TagValue.Of(short.MinValue),
            RegisterKind.Uint16 => TagValue.Of(ushort.MaxValue),
            RegisterKind.Int32 => TagValue.Of(int.MinValue),
            RegisterKind.Uint32 => TagValue.Of(uint.MaxValue),
            RegisterKind.Int64 => TagValue.Of(long.MinValue),
            RegisterKind.Uint64 => TagValue.Of(ulong.MaxValue),
            RegisterKind.Float32 => TagValue.Of(float.NaN),
            RegisterKind.Float64 => TagValue.Of(double.NaN),
            _ => null,
        };
        if (value is { } known)
            _ = Write(slot.Kind, known, order, registers);
    }

    private static bool IsFloat(TagKind kind) => kind is TagKind.Float32 or TagKind.Float64;

    /// <summary>The lowest number, and the one behind the highest; both exact as float64.</summary>
    private static (double Lowest, double Beyond) RangeOf(RegisterKind kind) => kind switch
    {
        RegisterKind.Bool => (0, 2),
        RegisterKind.Int16 => (short.MinValue, -(double)short.MinValue),
        RegisterKind.Uint16 => (0, ushort.MaxValue + 1.0),
        RegisterKind.Int32 => (int.MinValue, -(double)int.MinValue),
        RegisterKind.Uint32 => (0, uint.MaxValue + 1.0),
        RegisterKind.Int64 => (long.MinValue, -(double)long.MinValue),
        _ => (0, 18_446_744_073_709_551_616.0),
    };

    private static bool Write(RegisterKind kind, in TagValue value, WordOrder order, Span<ushort> registers)
    {
        switch (kind)
        {
            case RegisterKind.Bool:
                RegisterValue.WriteUInt16(registers, order, (ushort)(value.AsBoolean() ? 1 : 0));
                break;
            case RegisterKind.Int16 or RegisterKind.Uint16:
                RegisterValue.WriteUInt16(registers, order, (ushort)value.Bits);
                break;
            case RegisterKind.Int32 or RegisterKind.Uint32 or RegisterKind.Float32:
                RegisterValue.WriteUInt32(registers, order, (uint)value.Bits);
                break;
            default:
                RegisterValue.WriteUInt64(registers, order, value.Bits);
                break;
        }
        return true;
    }
}
