namespace Millwright.Modbus.Messages;

internal static class Decoding
{
    /// <summary>The status of a message whose length is known once its head is read.</summary>
    public static DecodeStatus OfLength(int actual, int expected) =>
        actual == expected ? DecodeStatus.Complete : actual < expected ? DecodeStatus.Short : DecodeStatus.Malformed;

    public static bool HasCode(ReadOnlySpan<byte> pdu, ModbusFunction function) => pdu.IsEmpty || pdu[0] == (byte)function;

    public static ushort Word(ReadOnlySpan<byte> pdu, int offset) => (ushort)((pdu[offset] << 8) | pdu[offset + 1]);
}
