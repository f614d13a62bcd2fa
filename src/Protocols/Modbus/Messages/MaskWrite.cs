using Millwright.Wire;

namespace Millwright.Modbus.Messages;

/// <summary>Request and reply of function 22 (6.16): register = (register AND and-mask) OR (or-mask AND NOT and-mask).</summary>
/// <param name="Address">The register, 0-based.</param>
/// <param name="AndMask">Bits to keep.</param>
/// <param name="OrMask">Bits to set among those not kept.</param>
public readonly record struct MaskWrite(ushort Address, ushort AndMask, ushort OrMask)
{
    public const int PduBytes = 7;

    /// <summary>What becomes of a register's value.</summary>
    public ushort Apply(ushort value) => (ushort)((value & AndMask) | (OrMask & ~AndMask));

    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out MaskWrite message)
    {
        message = default;
        if (!Decoding.HasCode(pdu, ModbusFunction.MaskWriteRegister))
            return DecodeStatus.Malformed;
        var status = Decoding.OfLength(pdu.Length, PduBytes);
        if (status == DecodeStatus.Complete)
            message = new MaskWrite(Decoding.Word(pdu, 1), Decoding.Word(pdu, 3), Decoding.Word(pdu, 5));
        return status;
    }

    /// <summary>Encodes the PDU; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> pdu)
    {
        var writer = new SpanWriter(pdu);
        writer.WriteByte((byte)ModbusFunction.MaskWriteRegister);
        writer.WriteUInt16BigEndian(Address);
        writer.WriteUInt16BigEndian(AndMask);
        writer.WriteUInt16BigEndian(OrMask);
        return writer.Overflowed ? 0 : writer.Written;
    }
}
