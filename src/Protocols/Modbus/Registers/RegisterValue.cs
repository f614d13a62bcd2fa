using System.Buffers.Binary;

namespace Millwright.Modbus.Registers;

/// <summary>
/// Values in registers, as <see cref="ushort"/> in the machine's order. 16-bit values take one register, 32-bit two, 64-bit four; the
/// spans must hold them. The byte swap of <see cref="WordOrder.Badc"/> and <see cref="WordOrder.Dcba"/> applies to single registers too.
/// </summary>
public static class RegisterValue
{
    public static ushort ReadUInt16(ReadOnlySpan<ushort> registers, WordOrder order) => Swap(registers[0], order);

    public static short ReadInt16(ReadOnlySpan<ushort> registers, WordOrder order) => (short)Swap(registers[0], order);

    public static uint ReadUInt32(ReadOnlySpan<ushort> registers, WordOrder order)
    {
        var (high, low) = LowWordFirst(order) ? (registers[1], registers[0]) : (registers[0], registers[1]);
        return ((uint)Swap(high, order) << 16) | Swap(low, order);
    }

    public static int ReadInt32(ReadOnlySpan<ushort> registers, WordOrder order) => (int)ReadUInt32(registers, order);

    public static float ReadFloat32(ReadOnlySpan<ushort> registers, WordOrder order) => BitConverter.UInt32BitsToSingle(ReadUInt32(registers, order));

    public static ulong ReadUInt64(ReadOnlySpan<ushort> registers, WordOrder order)
    {
        ulong value = 0;
        for (var i = 0; i < 4; i++)
            value = (value << 16) | Swap(registers[LowWordFirst(order) ? 3 - i : i], order);
        return value;
    }

    public static long ReadInt64(ReadOnlySpan<ushort> registers, WordOrder order) => (long)ReadUInt64(registers, order);

    public static double ReadFloat64(ReadOnlySpan<ushort> registers, WordOrder order) => BitConverter.UInt64BitsToDouble(ReadUInt64(registers, order));

    public static void WriteUInt16(Span<ushort> registers, WordOrder order, ushort value) => registers[0] = Swap(value, order);

    public static void WriteInt16(Span<ushort> registers, WordOrder order, short value) => registers[0] = Swap((ushort)value, order);

    public static void WriteUInt32(Span<ushort> registers, WordOrder order, uint value)
    {
        var high = Swap((ushort)(value >> 16), order);
        var low = Swap((ushort)value, order);
        (registers[0], registers[1]) = LowWordFirst(order) ? (low, high) : (high, low);
    }

    public static void WriteInt32(Span<ushort> registers, WordOrder order, int value) => WriteUInt32(registers, order, (uint)value);

    public static void WriteFloat32(Span<ushort> registers, WordOrder order, float value) => WriteUInt32(registers, order, BitConverter.SingleToUInt32Bits(value));

    public static void WriteUInt64(Span<ushort> registers, WordOrder order, ulong value)
    {
        for (var i = 0; i < 4; i++)
            registers[LowWordFirst(order) ? i : 3 - i] = Swap((ushort)(value >> (16 * i)), order);
    }

    public static void WriteInt64(Span<ushort> registers, WordOrder order, long value) => WriteUInt64(registers, order, (ulong)value);

    public static void WriteFloat64(Span<ushort> registers, WordOrder order, double value) => WriteUInt64(registers, order, BitConverter.DoubleToUInt64Bits(value));

    private static bool LowWordFirst(WordOrder order) => order is WordOrder.Cdab or WordOrder.Dcba;

    private static ushort Swap(ushort word, WordOrder order) =>
        order is WordOrder.Badc or WordOrder.Dcba ? BinaryPrimitives.ReverseEndianness(word) : word;
}
