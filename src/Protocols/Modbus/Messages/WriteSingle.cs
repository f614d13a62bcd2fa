using Millwright.Wire;

namespace Millwright.Modbus.Messages;

/// <summary>Request and reply of functions 5 and 6 (6.5, 6.6): one coil or one register; the reply repeats the request.</summary>
/// <param name="Function">Function 5 or 6.</param>
/// <param name="Address">The address, 0-based.</param>
/// <param name="Value">The register's value; for a coil <see cref="On"/> or 0.</param>
public readonly record struct WriteSingle(ModbusFunction Function, ushort Address, ushort Value)
{
    public const int PduBytes = 5;

    /// <summary>How function 5 says "on"; "off" is 0 and everything else is illegal.</summary>
    public const ushort On = 0xFF00;

    /// <summary>Decodes a PDU. A coil value that is neither on nor off decodes: the answer to it is exception 3.</summary>
    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out WriteSingle message)
    {
        message = default;
        if (!pdu.IsEmpty && pdu[0] is not (5 or 6))
            return DecodeStatus.Malformed;
        var status = Decoding.OfLength(pdu.Length, PduBytes);
        if (status == DecodeStatus.Complete)
            message = new WriteSingle((ModbusFunction)pdu[0], Decoding.Word(pdu, 1), Decoding.Word(pdu, 3));
        return status;
    }

    /// <summary>Encodes the PDU; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> pdu)
    {
        var writer = new SpanWriter(pdu);
        writer.WriteByte((byte)Function);
        writer.WriteUInt16BigEndian(Address);
        writer.WriteUInt16BigEndian(Value);
        return writer.Overflowed ? 0 : writer.Written;
    }
}
