using Millwright.Wire;

namespace Millwright.Modbus.Messages;

/// <summary>Reply of function 11 (6.9).</summary>
/// <param name="Busy">A program command is still being worked on (status word 0xFFFF).</param>
/// <param name="EventCount">Successful messages since the last restart or clear.</param>
public readonly record struct EventCounterResponse(bool Busy, ushort EventCount)
{
    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out EventCounterResponse response)
    {
        response = default;
        if (!Decoding.HasCode(pdu, ModbusFunction.GetCommEventCounter))
            return DecodeStatus.Malformed;
        var status = Decoding.OfLength(pdu.Length, 5);
        if (status == DecodeStatus.Complete)
            response = new EventCounterResponse(Decoding.Word(pdu, 1) != 0, Decoding.Word(pdu, 3));
        return status;
    }

    /// <summary>Encodes the PDU; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> pdu)
    {
        var writer = new SpanWriter(pdu);
        writer.WriteByte((byte)ModbusFunction.GetCommEventCounter);
        writer.WriteUInt16BigEndian(Busy ? (ushort)0xFFFF : (ushort)0);
        writer.WriteUInt16BigEndian(EventCount);
        return writer.Overflowed ? 0 : writer.Written;
    }
}
