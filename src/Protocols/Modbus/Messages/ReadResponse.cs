using Millwright.Wire;

namespace Millwright.Modbus.Messages;

/// <summary>Reply of functions 1 to 4 and 23: a byte count and the packed values.</summary>
public readonly ref struct ReadResponse(ModbusFunction function, ReadOnlySpan<byte> data)
{
    public ModbusFunction Function { get; } = function;

    /// <summary>Packed bits or registers; see <see cref="PackedBits"/> and <see cref="PackedRegisters"/>.</summary>
    public ReadOnlySpan<byte> Data { get; } = data;

    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out ReadResponse response)
    {
        response = default;
        if (!pdu.IsEmpty && pdu[0] is not (1 or 2 or 3 or 4 or 23))
            return DecodeStatus.Malformed;
        if (pdu.Length < 2)
            return DecodeStatus.Short;
        var holdsRegisters = pdu[0] > 2;
        if (pdu[1] is 0 or > 250 || (holdsRegisters && pdu[1] % 2 != 0))
            return DecodeStatus.Malformed;
        var status = Decoding.OfLength(pdu.Length, 2 + pdu[1]);
        if (status == DecodeStatus.Complete)
            response = new ReadResponse((ModbusFunction)pdu[0], pdu[2..]);
        return status;
    }

    /// <summary>Encodes the PDU; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> pdu)
    {
        var writer = new SpanWriter(pdu);
        writer.WriteByte((byte)Function);
        writer.WriteByte((byte)Data.Length);
        writer.WriteBytes(Data);
        return writer.Overflowed ? 0 : writer.Written;
    }
}
