using Millwright.Wire;

namespace Millwright.Modbus.Messages;

/// <summary>Reply of function 24 (6.18): up to 31 registers, oldest first.</summary>
public readonly ref struct FifoResponse(ReadOnlySpan<byte> data)
{
    /// <summary>Packed registers.</summary>
    public ReadOnlySpan<byte> Data { get; } = data;

    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out FifoResponse response)
    {
        response = default;
        if (!Decoding.HasCode(pdu, ModbusFunction.ReadFifoQueue))
            return DecodeStatus.Malformed;
        if (pdu.Length < 5)
            return DecodeStatus.Short;
        int bytes = Decoding.Word(pdu, 1);
        int count = Decoding.Word(pdu, 3);
        if (count > ModbusLimits.MaxFifoRegisters || bytes != 2 + (count * 2))
            return DecodeStatus.Malformed;
        var status = Decoding.OfLength(pdu.Length, 3 + bytes);
        if (status == DecodeStatus.Complete)
            response = new FifoResponse(pdu[5..]);
        return status;
    }

    /// <summary>Encodes the PDU; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> pdu)
    {
        var writer = new SpanWriter(pdu);
        writer.WriteByte((byte)ModbusFunction.ReadFifoQueue);
        writer.WriteUInt16BigEndian((ushort)(2 + Data.Length));
        writer.WriteUInt16BigEndian((ushort)(Data.Length / 2));
        writer.WriteBytes(Data);
        return writer.Overflowed ? 0 : writer.Written;
    }
}
