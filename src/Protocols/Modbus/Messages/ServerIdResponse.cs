using Millwright.Wire;

namespace Millwright.Modbus.Messages;

/// <summary>Reply of function 17 (6.13). How the bytes divide into id, run indicator and further data is the device's own.</summary>
public readonly ref struct ServerIdResponse(ReadOnlySpan<byte> data)
{
    /// <summary>Server id, run indicator (0x00 off, 0xFF on) and further data, up to 251 bytes.</summary>
    public ReadOnlySpan<byte> Data { get; } = data;

    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out ServerIdResponse response)
    {
        response = default;
        if (!Decoding.HasCode(pdu, ModbusFunction.ReportServerId))
            return DecodeStatus.Malformed;
        if (pdu.Length < 2)
            return DecodeStatus.Short;
        if (pdu[1] > ModbusLimits.MaxPduBytes - 2)
            return DecodeStatus.Malformed;
        var status = Decoding.OfLength(pdu.Length, 2 + pdu[1]);
        if (status == DecodeStatus.Complete)
            response = new ServerIdResponse(pdu[2..]);
        return status;
    }

    /// <summary>Encodes the PDU; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> pdu)
    {
        var writer = new SpanWriter(pdu);
        writer.WriteByte((byte)ModbusFunction.ReportServerId);
        writer.WriteByte((byte)Data.Length);
        writer.WriteBytes(Data);
        return writer.Overflowed ? 0 : writer.Written;
    }
}
