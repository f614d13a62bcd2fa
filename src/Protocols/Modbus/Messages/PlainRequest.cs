namespace Millwright.Modbus.Messages;

/// <summary>Request of functions 7, 11, 12 and 17, which is the function code alone.</summary>
/// <param name="Function">Function 7, 11, 12 or 17.</param>
public readonly record struct PlainRequest(ModbusFunction Function)
{
    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out PlainRequest request)
    {
        request = default;
        if (!pdu.IsEmpty && pdu[0] is not (7 or 11 or 12 or 17))
            return DecodeStatus.Malformed;
        var status = Decoding.OfLength(pdu.Length, 1);
        if (status == DecodeStatus.Complete)
            request = new PlainRequest((ModbusFunction)pdu[0]);
        return status;
    }

    /// <summary>Encodes the PDU; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> pdu)
    {
        if (pdu.IsEmpty)
            return 0;
        pdu[0] = (byte)Function;
        return 1;
    }
}
