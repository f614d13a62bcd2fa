using Millwright.Wire;

namespace Millwright.Modbus.Messages;

/// <summary>Request of functions 15 and 16 (6.11, 6.12): write bits or registers.</summary>
public readonly ref struct WriteMultipleRequest(ModbusFunction function, ushort address, ushort count, ReadOnlySpan<byte> data)
{
    public ModbusFunction Function { get; } = function;

    /// <summary>First address, 0-based.</summary>
    public ushort Address { get; } = address;

    /// <summary>1 to 1968 coils, or 1 to 123 registers.</summary>
    public ushort Count { get; } = count;

    /// <summary>Packed bits or registers.</summary>
    public ReadOnlySpan<byte> Data { get; } = data;

    /// <summary>Whether the count is legal and the data are as long as the count says; otherwise the answer is exception 3.</summary>
    public bool IsConsistent => Function == ModbusFunction.WriteMultipleCoils
        ? Count is > 0 and <= ModbusLimits.MaxWriteBits && Data.Length == PackedBits.Bytes(Count)
        : Count is > 0 and <= ModbusLimits.MaxWriteRegisters && Data.Length == Count * 2;

    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out WriteMultipleRequest request)
    {
        request = default;
        if (!pdu.IsEmpty && pdu[0] is not (15 or 16))
            return DecodeStatus.Malformed;
        if (pdu.Length < 6)
            return DecodeStatus.Short;
        if (pdu[5] > ModbusLimits.MaxPduBytes - 6)
            return DecodeStatus.Malformed;
        var status = Decoding.OfLength(pdu.Length, 6 + pdu[5]);
        if (status == DecodeStatus.Complete)
            request = new WriteMultipleRequest((ModbusFunction)pdu[0], Decoding.Word(pdu, 1), Decoding.Word(pdu, 3), pdu[6..]);
        return status;
    }

    /// <summary>Encodes the PDU; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> pdu)
    {
        var writer = new SpanWriter(pdu);
        writer.WriteByte((byte)Function);
        writer.WriteUInt16BigEndian(Address);
        writer.WriteUInt16BigEndian(Count);
        writer.WriteByte((byte)Data.Length);
        writer.WriteBytes(Data);
        return writer.Overflowed ? 0 : writer.Written;
    }
}
