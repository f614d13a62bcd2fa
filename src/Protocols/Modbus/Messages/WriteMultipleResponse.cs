using Millwright.Wire;

namespace Millwright.Modbus.Messages;

/// <summary>Reply of functions 15 and 16: what was written where.</summary>
/// <param name="Function">Function 15 or 16.</param>
/// <param name="Address">First address, 0-based.</param>
/// <param name="Count">Coils or registers written.</param>
public readonly record struct WriteMultipleResponse(ModbusFunction Function, ushort Address, ushort Count)
{
    public const int PduBytes = 5;

    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out WriteMultipleResponse response)
    {
        response = default;
        if (!pdu.IsEmpty && pdu[0] is not (15 or 16))
            return DecodeStatus.Malformed;
        var status = Decoding.OfLength(pdu.Length, PduBytes);
        if (status == DecodeStatus.Complete)
            response = new WriteMultipleResponse((ModbusFunction)pdu[0], Decoding.Word(pdu, 1), Decoding.Word(pdu, 3));
        return status;
    }

    /// <summary>Encodes the PDU; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> pdu)
    {
        var writer = new SpanWriter(pdu);
        writer.WriteByte((byte)Function);
        writer.WriteUInt16BigEndian(Address);
        writer.WriteUInt16BigEndian(Count);
        return writer.Overflowed ? 0 : writer.Written;
    }
}
