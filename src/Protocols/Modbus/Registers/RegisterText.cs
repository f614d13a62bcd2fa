using System.Text;

namespace Millwright.Modbus.Registers;

/// <summary>Text in registers, two characters each.</summary>
public static class RegisterText
{
    /// <summary>The largest text, the registers of one read.</summary>
    public const int MaxRegisters = 125;

    /// <summary>Reads text up to its first NUL, without trailing blanks. Bytes above 127 are Latin-1.</summary>
    /// <param name="registers">Up to <see cref="MaxRegisters"/> registers.</param>
    /// <param name="lowByteFirst">The first character stands in the low byte.</param>
    public static string Read(ReadOnlySpan<ushort> registers, bool lowByteFirst)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(registers.Length, MaxRegisters);
        Span<byte> bytes = stackalloc byte[registers.Length * 2];
        for (var i = 0; i < registers.Length; i++)
        {
            bytes[(2 * i) + (lowByteFirst ? 1 : 0)] = (byte)(registers[i] >> 8);
            bytes[(2 * i) + (lowByteFirst ? 0 : 1)] = (byte)registers[i];
        }
        var end = bytes.IndexOf((byte)0);
        return Encoding.Latin1.GetString(bytes[..(end < 0 ? bytes.Length : end)]).TrimEnd(' ');
    }

    /// <summary>Writes text, filling up with NUL; false when it is too long or not Latin-1, and nothing is written.</summary>
    public static bool TryWrite(Span<ushort> registers, ReadOnlySpan<char> text, bool lowByteFirst)
    {
        if (text.Length > registers.Length * 2 || text.ContainsAnyExceptInRange('\0', '\xFF'))
            return false;
        registers.Clear();
        for (var i = 0; i < text.Length; i++)
            registers[i / 2] |= (ushort)((i % 2 == 0) != lowByteFirst ? text[i] << 8 : text[i]);
        return true;
    }
}
