using Millwright.Wire;

namespace Millwright.Modbus.Messages;

/// <summary>Request of functions 1 to 4 (6.1 to 6.4): read bits or registers.</summary>
/// <param name="Function">One of functions 1 to 4.</param>
/// <param name="Address">First address, 0-based.</param>
/// <param name="Count">1 to 2000 bits, or 1 to 125 registers.</param>
public readonly record struct ReadRequest(ModbusFunction Function, ushort Address, ushort Count)
{
    public const int PduBytes = 5;

    /// <summary>Whether functions 1 and 2, which read bits, are meant.</summary>
    public bool ReadsBits => Function is ModbusFunction.ReadCoils or ModbusFunction.ReadDiscreteInputs;

    /// <summary>The largest count the function allows.</summary>
    public int MaxCount => ReadsBits ? ModbusLimits.MaxReadBits : ModbusLimits.MaxReadRegisters;

    /// <summary>Data bytes of the reply.</summary>
    public int DataBytes => ReadsBits ? PackedBits.Bytes(Count) : Count * 2;

    /// <summary>Decodes a PDU. A count of 0 or above the limit decodes: the answer to it is exception 3, not silence.</summary>
    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out ReadRequest request)
    {
        request = default;
        if (!pdu.IsEmpty && pdu[0] is 0 or > 4)
            return DecodeStatus.Malformed;
        var status = Decoding.OfLength(pdu.Length, PduBytes);
        if (status == DecodeStatus.Complete)
            request = new ReadRequest((ModbusFunction)pdu[0], Decoding.Word(pdu, 1), Decoding.Word(pdu, 3));
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
