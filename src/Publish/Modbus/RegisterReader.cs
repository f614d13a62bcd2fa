using Millwright.Modbus.Registers;
using Millwright.Model;

namespace Millwright.Publish.Modbus;

/// <summary>Registers as values: what <see cref="RegisterWriter"/> does, the other way.</summary>
internal static class RegisterReader
{
    /// <summary>Scales between these keep a number of 64 bits exact.</summary>
    private const double SmallestExact = 1e-9, GreatestExact = 1e9;

    /// <summary>Reads the value that stands in a tag's registers, in the tag's unit.</summary>
    /// <returns>False when it is none: a bool other than 0 and 1.</returns>
    public static bool TryRead(RegisterSlot slot, WordOrder order, ReadOnlySpan<ushort> registers, out TagValue value)
    {
        value = slot.Kind switch
        {
            RegisterKind.Bool => TagValue.Of(RegisterValue.ReadUInt16(registers, slot.IsBit ? WordOrder.Abcd : order) == 1),
            RegisterKind.Int16 => TagValue.Of(RegisterValue.ReadInt16(registers, order)),
            RegisterKind.Uint16 => TagValue.Of(RegisterValue.ReadUInt16(registers, order)),
            RegisterKind.Int32 => TagValue.Of(RegisterValue.ReadInt32(registers, order)),
            RegisterKind.Uint32 => TagValue.Of(RegisterValue.ReadUInt32(registers, order)),
            RegisterKind.Int64 => TagValue.Of(RegisterValue.ReadInt64(registers, order)),
            RegisterKind.Uint64 => TagValue.Of(RegisterValue.ReadUInt64(registers, order)),
            RegisterKind.Float32 => TagValue.Of(RegisterValue.ReadFloat32(registers, order)),
            RegisterKind.Float64 => TagValue.Of(RegisterValue.ReadFloat64(registers, order)),
            _ => TagValue.Of(RegisterText.Read(registers, lowByteFirst: false)),
        };
        if (slot.Kind == RegisterKind.Bool)
            return RegisterValue.ReadUInt16(registers, slot.IsBit ? WordOrder.Abcd : order) <= 1;
        if (slot.Scale != 1 && slot.Kind != RegisterKind.String)
            value = TagValue.Of(Scaled(value, slot));
        return true;
    }

    private static double Scaled(in TagValue raw, RegisterSlot slot)
    {
        var scale = slot.Scale;
        // In decimals three tenths are 0.3, not a hair beside it: a tag of whole numbers would refuse the hair.
        return !slot.Kind.IsFloat() && Math.Abs(scale) is >= SmallestExact and <= GreatestExact
            ? (double)((slot.Kind == RegisterKind.Uint64 ? raw.Bits : (decimal)(long)raw.Bits) * (decimal)scale)
            : raw.ToDouble() * scale;
    }
}
