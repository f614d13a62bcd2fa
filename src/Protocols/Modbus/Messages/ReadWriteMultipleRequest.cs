using Millwright.Wire;

namespace Millwright.Modbus.Messages;

/// <summary>Request of function 23 (6.17): writes registers, then reads registers, in one step.</summary>
public readonly ref struct ReadWriteMultipleRequest(ushort readAddress, ushort readCount, ushort writeAddress, ushort writeCount, ReadOnlySpan<byte> data)
{
    private const int HeadBytes = 10;

    public ushort ReadAddress { get; } = readAddress;

    /// <summary>1 to 125.</summary>
    public ushort ReadCount { get; } = readCount;

    public ushort WriteAddress { get; } = writeAddress;

    /// <summary>1 to 121.</summary>
    public ushort WriteCount { get; } = writeCount;

    /// <summary>Packed registers to write.</summary>
    public ReadOnlySpan<byte> Data { get; } = data;

    /// <summary>Whether both counts are legal and the data are as long as the count says; otherwise the answer is exception 3.</summary>
    public bool IsConsistent => ReadCount is > 0 and <= ModbusLimits.MaxReadRegisters
        && WriteCount is > 0 and <= ModbusLimits.MaxReadWriteWriteRegisters && Data.Length == WriteCount * 2;

    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out ReadWriteMultipleRequest request)
    {
        request = default;
        if (!Decoding.HasCode(pdu, ModbusFunction.ReadWriteMultipleRegisters))
            return DecodeStatus.Malformed;
        if (pdu.Length < HeadBytes)
            return DecodeStatus.Short;
        if (pdu[9] > ModbusLimits.MaxPduBytes - HeadBytes)
            return DecodeStatus.Malformed;
        var status = Decoding.OfLength(pdu.Length, HeadBytes + pdu[9]);
        if (status == DecodeStatus.Complete)
        {
            request = new ReadWriteMultipleRequest(
                Decoding.Word(pdu, 1), Decoding.Word(pdu, 3), Decoding.Word(pdu, 5), Decoding.Word(pdu, 7), pdu[HeadBytes..]);
        }
        return status;
    }

    /// <summary>Encodes the PDU; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> pdu)
    {
        var writer = new SpanWriter(pdu);
        writer.WriteByte((byte)ModbusFunction.ReadWriteMultipleRegisters);
        writer.WriteUInt16BigEndian(ReadAddress);
        writer.WriteUInt16BigEndian(ReadCount);
        writer.WriteUInt16BigEndian(WriteAddress);
        writer.WriteUInt16BigEndian(WriteCount);
        writer.WriteByte((byte)Data.Length);
        writer.WriteBytes(Data);
        return writer.Overflowed ? 0 : writer.Written;
    }
}
