using Millwright.Wire;

namespace Millwright.Modbus.Messages;

/// <summary>Request of function 24 (6.18).</summary>
/// <param name="Address">The register that counts the queue, 0-based.</param>
public readonly record struct FifoRequest(ushort Address)
{
    public const int PduBytes = 3;

    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out FifoRequest request)
    {
        request = default;
        if (!Decoding.HasCode(pdu, ModbusFunction.ReadFifoQueue))
            return DecodeStatus.Malformed;
        var status = Decoding.OfLength(pdu.Length, PduBytes);
        if (status == DecodeStatus.Complete)
            request = new FifoRequest(Decoding.Word(pdu, 1));
        return status;
    }

    /// <summary>Encodes the PDU; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> pdu)
    {
        var writer = new SpanWriter(pdu);
        writer.WriteByte((byte)ModbusFunction.ReadFifoQueue);
        writer.WriteUInt16BigEndian(Address);
        return writer.Overflowed ? 0 : writer.Written;
    }
}
