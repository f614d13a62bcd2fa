namespace Millwright.Modbus.Framing;

/// <summary>One frame, unwrapped. The PDU is only valid until the reader that made it is used again.</summary>
public readonly ref struct ModbusFrame(ushort transaction, byte unit, ReadOnlySpan<byte> pdu)
{
    /// <summary>The transaction id of MBAP; 0 in other framings.</summary>
    public ushort Transaction { get; } = transaction;

    public byte Unit { get; } = unit;

    public ReadOnlySpan<byte> Pdu { get; } = pdu;
}
