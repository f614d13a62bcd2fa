using System.Diagnostics.CodeAnalysis;
using Millwright.Modbus.Framing;
using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;

namespace Millwright.Modbus.Server;

/// <summary>Writes to devices that answer them later. Meanwhile other requests are served; answers leave as they are ready.</summary>
internal sealed class LaterWrites(ModbusServerOptions options, UnitSlot?[] units, ModbusServerStatistics statistics)
{
    /// <summary>Begins a write; false when the request is to be served at once.</summary>
    /// <param name="framing">The line's.</param>
    /// <param name="role">The role in the client's certificate.</param>
    /// <param name="peer">The client.</param>
    /// <param name="request">The request.</param>
    /// <param name="frame">The whole frame to answer with, when it is ready.</param>
    public bool TryBegin(ModbusFraming framing, string? role, string peer, in ModbusFrame request, [NotNullWhen(true)] out Task<byte[]>? frame)
    {
        frame = null;
        if (Volatile.Read(ref units[request.Unit]) is not { Device.AnswersWritesLater: true, Counters.ListenOnly: false } slot
            || (framing != ModbusFraming.Mbap && request.Unit == 0) || !ModbusWrite.TryRead(peer, request.Unit, request.Pdu, out var write))
        {
            return false;
        }
        statistics.CountRequest();
        slot.Counters.BusMessages++;
        slot.Counters.ServerMessages++;
        frame = AnswerAsync(framing, role, slot, write!, request.Transaction, request.Pdu.ToArray());
        return true;
    }

    private async Task<byte[]> AnswerAsync(ModbusFraming framing, string? role, UnitSlot slot, ModbusWrite write, ushort transaction, byte[] request)
    {
        var code = ModbusExceptionCode.ServerDeviceFailure;
        byte[] reply = [];
        try
        {
            code = options.Authorize?.Invoke(new(role, slot.Unit, write.Function)) == false
                ? ModbusExceptionCode.IllegalFunction
                : await slot.Device.WriteLaterAsync(write).ConfigureAwait(false);
            if (code == ModbusExceptionCode.None)
                code = Reply(slot.Device, write.Function, request, out reply);
        }
        catch (Exception failure)
        {
            // The owner's code failed; the client is told, and so is the owner.
            statistics.CountDeviceFailure(failure);
        }
        if (code == ModbusExceptionCode.None)
            slot.Counters.Completed++;
        else
        {
            RequestProcessor.Count(slot.Counters, code);
            statistics.CountException();
            reply = new byte[ExceptionResponse.PduBytes];
            _ = RequestProcessor.Refuse(request, code, reply);
        }
        var frame = new byte[FrameWriter.MaxFrameBytes];
        return frame[..FrameWriter.Write(framing, transaction, slot.Unit, reply, frame)];
    }

    /// <summary>Function 23 reads after the write; the others repeat what was asked.</summary>
    private static ModbusExceptionCode Reply(ModbusDevice device, ModbusFunction function, byte[] request, out byte[] reply)
    {
        reply = request[..(function == ModbusFunction.MaskWriteRegister ? MaskWrite.PduBytes : WriteSingle.PduBytes)];
        if (function != ModbusFunction.ReadWriteMultipleRegisters || ReadWriteMultipleRequest.TryRead(request, out var both) != DecodeStatus.Complete)
            return ModbusExceptionCode.None;
        var registers = new ushort[both.ReadCount];
        var code = device.ReadRegisters(ModbusArea.HoldingRegister, both.ReadAddress, registers);
        reply = new byte[2 + (registers.Length * 2)];
        (reply[0], reply[1]) = ((byte)function, (byte)(registers.Length * 2));
        PackedRegisters.Pack(registers, reply.AsSpan(2));
        return code;
    }
}
