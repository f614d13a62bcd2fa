using Millwright.Modbus.Messages;

namespace Millwright.Modbus.Client;

/// <summary>Puts an answer where the caller wants it. The function code has been compared already.</summary>
internal static class ReplyDecoder
{
    public static ModbusResult Decode(PendingRequest request, ReadOnlySpan<byte> pdu)
    {
        if ((pdu[0] & ModbusLimits.ExceptionFlag) != 0)
        {
            return ExceptionResponse.TryRead(pdu, out var refusal) == DecodeStatus.Complete
                ? new ModbusResult(ModbusStatus.Exception, refusal.Code)
                : new ModbusResult(ModbusStatus.InvalidReply);
        }
        switch (request.Kind)
        {
            case ReplyKind.Registers:
                var registers = request.Registers.Span;
                if (ReadResponse.TryRead(pdu, out var words) != DecodeStatus.Complete || words.Data.Length != registers.Length * 2)
                    return new ModbusResult(ModbusStatus.InvalidReply);
                PackedRegisters.Unpack(words.Data, registers);
                return new ModbusResult(ModbusStatus.Ok, Count: registers.Length);
            case ReplyKind.Bits:
                var bits = request.Bits.Span;
                if (ReadResponse.TryRead(pdu, out var packed) != DecodeStatus.Complete || packed.Data.Length != PackedBits.Bytes(bits.Length))
                    return new ModbusResult(ModbusStatus.InvalidReply);
                PackedBits.Unpack(packed.Data, bits);
                return new ModbusResult(ModbusStatus.Ok, Count: bits.Length);
            case ReplyKind.Echo:
                return pdu.SequenceEqual(request.Pdu.AsSpan(0, request.EchoBytes))
                    ? new ModbusResult(ModbusStatus.Ok)
                    : new ModbusResult(ModbusStatus.InvalidReply);
            default:
                if (pdu.Length > request.Bytes.Length)
                    return new ModbusResult(ModbusStatus.InvalidReply);
                pdu.CopyTo(request.Bytes.Span);
                return new ModbusResult(ModbusStatus.Ok, Count: pdu.Length);
        }
    }
}
