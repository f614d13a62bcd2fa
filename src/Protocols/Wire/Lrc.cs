namespace Millwright.Wire;

/// <summary>
/// Longitudinal redundancy check of Modbus ASCII: the two's complement of the sum of all bytes
/// (MODBUS over Serial Line 1.02, 2.5.2.2).
/// </summary>
public static class Lrc
{
    /// <summary>The check byte of the span.</summary>
    public static byte Compute(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (var b in bytes)
            sum += b;
        return (byte)-sum;
    }
}
