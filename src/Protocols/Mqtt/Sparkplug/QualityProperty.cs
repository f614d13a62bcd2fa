namespace Millwright.Mqtt.Sparkplug;

/// <summary>The property <c>Quality</c> of a metric, an Int32 of 192 (good), 0 (bad) or 500 (stale) (Sparkplug B 3.0, chapter 6), as an encoded PropertySet.</summary>
public static class QualityProperty
{
    // keys (1) "Quality"; values (2): type (1) Int32 = 3, int_value (3).
    public static ReadOnlySpan<byte> Good => [0x0A, 7, (byte)'Q', (byte)'u', (byte)'a', (byte)'l', (byte)'i', (byte)'t', (byte)'y', 0x12, 5, 8, 3, 0x18, 0xC0, 0x01];

    public static ReadOnlySpan<byte> Bad => [0x0A, 7, (byte)'Q', (byte)'u', (byte)'a', (byte)'l', (byte)'i', (byte)'t', (byte)'y', 0x12, 4, 8, 3, 0x18, 0x00];

    public static ReadOnlySpan<byte> Stale => [0x0A, 7, (byte)'Q', (byte)'u', (byte)'a', (byte)'l', (byte)'i', (byte)'t', (byte)'y', 0x12, 5, 8, 3, 0x18, 0xF4, 0x03];
}
