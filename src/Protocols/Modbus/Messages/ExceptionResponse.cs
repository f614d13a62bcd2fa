namespace Millwright.Modbus.Messages;

/// <summary>A refusal (7): the function code with its highest bit set, and the reason.</summary>
/// <param name="Function">The function that was refused.</param>
/// <param name="Code">The reason.</param>
public readonly record struct ExceptionResponse(ModbusFunction Function, ModbusExceptionCode Code)
{
    public const int PduBytes = 2;

    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out ExceptionResponse response)
    {
        response = default;
        if (!pdu.IsEmpty && (pdu[0] & ModbusLimits.ExceptionFlag) == 0)
            return DecodeStatus.Malformed;
        if (pdu.Length > 1 && pdu[1] == 0)
            return DecodeStatus.Malformed;
        var status = Decoding.OfLength(pdu.Length, PduBytes);
        if (status == DecodeStatus.Complete)
            response = new ExceptionResponse((ModbusFunction)(pdu[0] & ~ModbusLimits.ExceptionFlag), (ModbusExceptionCode)pdu[1]);
        return status;
    }

    /// <summary>Encodes the PDU; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> pdu)
    {
        if (pdu.Length < PduBytes)
            return 0;
        pdu[0] = (byte)((byte)Function | ModbusLimits.ExceptionFlag);
        pdu[1] = (byte)Code;
        return PduBytes;
    }
}
