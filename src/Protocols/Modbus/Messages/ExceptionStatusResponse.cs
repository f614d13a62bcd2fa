using Millwright.Wire;

namespace Millwright.Modbus.Messages;

/// <summary>Reply of function 7 (6.7): eight device-specific status bits.</summary>
/// <param name="Status">The eight bits.</param>
public readonly record struct ExceptionStatusResponse(byte Status)
{
    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out ExceptionStatusResponse response)
    {
        response = default;
        if (!Decoding.HasCode(pdu, ModbusFunction.ReadExceptionStatus))
            return DecodeStatus.Malformed;
        var status = Decoding.OfLength(pdu.Length, 2);
        if (status == DecodeStatus.Complete)
            response = new ExceptionStatusResponse(pdu[1]);
        return status;
    }

    /// <summary>Encodes the PDU; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> pdu)
    {
        var writer = new SpanWriter(pdu);
        writer.WriteByte((byte)ModbusFunction.ReadExceptionStatus);
        writer.WriteByte(Status);
        return writer.Overflowed ? 0 : writer.Written;
    }
}
