using System.Buffers.Binary;
using Millwright.Modbus.Messages;

namespace Millwright.Modbus.Server;

/// <summary>Functions 7, 8, 11, 12, 17 and 43/14: what a device says about itself.</summary>
internal static class DiagnosticProcessor
{
    public static ModbusExceptionCode Process(UnitSlot unit, ReadOnlySpan<byte> pdu, Span<byte> reply, out int length)
    {
        length = 0;
        var function = (ModbusFunction)pdu[0];
        if (function == ModbusFunction.Diagnostics)
            return Diagnose(unit, pdu, reply, out length);
        if (function == ModbusFunction.EncapsulatedInterface)
            return Identify(unit.Device, pdu, reply, out length);
        if (PlainRequest.TryRead(pdu, out _) != DecodeStatus.Complete)
            return ModbusExceptionCode.IllegalDataValue;
        var counters = unit.Counters;
        if (function == ModbusFunction.GetCommEventCounter)
        {
            length = new EventCounterResponse(false, (ushort)counters.Completed).WriteTo(reply);
        }
        else if (function == ModbusFunction.GetCommEventLog)
        {
            Span<byte> events = stackalloc byte[ModbusLimits.MaxEventLogEvents];
            var count = counters.CopyLog(events);
            length = new EventLogResponse(false, (ushort)counters.Completed, (ushort)counters.BusMessages, events[..count]).WriteTo(reply);
        }
        else if (function == ModbusFunction.ReportServerId)
        {
            if (unit.Device.ServerId.IsEmpty)
                return ModbusExceptionCode.IllegalFunction;
            length = new ServerIdResponse(unit.Device.ServerId.Span).WriteTo(reply);
        }
        else
        {
            var code = unit.Device.ReadExceptionStatus(out var status);
            length = code == ModbusExceptionCode.None ? new ExceptionStatusResponse(status).WriteTo(reply) : 0;
            return code;
        }
        return ModbusExceptionCode.None;
    }

    private static ModbusExceptionCode Diagnose(UnitSlot unit, ReadOnlySpan<byte> pdu, Span<byte> reply, out int length)
    {
        length = 0;
        if (Diagnostics.TryRead(pdu, out var request) != DecodeStatus.Complete)
            return ModbusExceptionCode.IllegalDataValue;
        var counters = unit.Counters;
        switch (request.SubFunction)
        {
            case DiagnosticSubFunction.ReturnQueryData:
                break;
            case DiagnosticSubFunction.RestartCommunications:
                if (request.Word is not (0 or 0xFF00))
                    return ModbusExceptionCode.IllegalDataValue;
                var wasSilent = counters.ListenOnly;
                counters.Restart(clearLog: request.Word == 0xFF00);
                // Leaving listen-only mode is not answered (6.8, sub-function 1).
                if (wasSilent)
                    return ModbusExceptionCode.None;
                break;
            case DiagnosticSubFunction.ForceListenOnly:
                if (request.Word != 0)
                    return ModbusExceptionCode.IllegalDataValue;
                counters.ListenOnly = true;
                counters.Log(4);
                return ModbusExceptionCode.None;
            case DiagnosticSubFunction.ChangeAsciiDelimiter:
                if ((request.Word & 0xFF) != 0)
                    return ModbusExceptionCode.IllegalDataValue;
                break;
            case DiagnosticSubFunction.ClearCounters:
                if (request.Word != 0)
                    return ModbusExceptionCode.IllegalDataValue;
                counters.Clear();
                break;
            case DiagnosticSubFunction.ClearOverrunCounter:
                if (request.Word != 0)
                    return ModbusExceptionCode.IllegalDataValue;
                counters.Overruns = 0;
                break;
            default:
                return Return(unit, request, reply, out length);
        }
        pdu.CopyTo(reply);
        length = pdu.Length;
        return ModbusExceptionCode.None;
    }

    private static ModbusExceptionCode Return(UnitSlot unit, Diagnostics request, Span<byte> reply, out int length)
    {
        length = 0;
        var counters = unit.Counters;
        int value;
        switch (request.SubFunction)
        {
            case DiagnosticSubFunction.ReturnDiagnosticRegister:
                value = unit.Device.DiagnosticRegister;
                break;
            case DiagnosticSubFunction.ReturnBusMessageCount:
                value = counters.BusMessages;
                break;
            case DiagnosticSubFunction.ReturnBusCommunicationErrorCount:
                value = counters.CommunicationErrors;
                break;
            case DiagnosticSubFunction.ReturnBusExceptionErrorCount:
                value = counters.Exceptions;
                break;
            case DiagnosticSubFunction.ReturnServerMessageCount:
                value = counters.ServerMessages;
                break;
            case DiagnosticSubFunction.ReturnServerNoResponseCount:
                value = counters.NoResponses;
                break;
            case DiagnosticSubFunction.ReturnServerNakCount:
                value = counters.Naks;
                break;
            case DiagnosticSubFunction.ReturnServerBusyCount:
                value = counters.Busy;
                break;
            case DiagnosticSubFunction.ReturnBusCharacterOverrunCount:
                value = counters.Overruns;
                break;
            default:
                return ModbusExceptionCode.IllegalFunction;
        }
        if (request.Word != 0)
            return ModbusExceptionCode.IllegalDataValue;
        Span<byte> word = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(word, (ushort)value);
        length = new Diagnostics(request.SubFunction, word).WriteTo(reply);
        return ModbusExceptionCode.None;
    }

    private static ModbusExceptionCode Identify(ModbusDevice device, ReadOnlySpan<byte> pdu, Span<byte> reply, out int length)
    {
        length = 0;
        var identity = device.Identity;
        if (identity is null || (pdu.Length > 1 && pdu[1] != IdentificationRequest.MeiType))
            return ModbusExceptionCode.IllegalFunction;
        if (IdentificationRequest.TryRead(pdu, out var request) != DecodeStatus.Complete
            || request.Level is < IdentificationLevel.Basic or > IdentificationLevel.Individual)
        {
            return ModbusExceptionCode.IllegalDataValue;
        }
        var start = identity.IndexOf(request.ObjectId);
        var single = request.Level == IdentificationLevel.Individual;
        if (start < 0 && single)
            return ModbusExceptionCode.IllegalDataAddress;
        var last = request.Level switch
        {
            IdentificationLevel.Basic => 2,
            IdentificationLevel.Regular => 0x7F,
            _ => 0xFF,
        };
        // An id that does not exist starts again from the first (6.21).
        var at = IdentificationResponse.HeadBytes;
        var next = Math.Max(start, 0);
        byte count = 0;
        while (next < identity.Count && identity.IdAt(next) <= last && !(single && count == 1))
        {
            var value = identity.ValueAt(next);
            if (at + 2 + value.Length > ModbusLimits.MaxPduBytes)
                break;
            reply[at] = identity.IdAt(next);
            reply[at + 1] = (byte)value.Length;
            value.CopyTo(reply[(at + 2)..]);
            at += 2 + value.Length;
            count++;
            next++;
        }
        var more = !single && next < identity.Count && identity.IdAt(next) <= last;
        reply[0] = pdu[0];
        reply[1] = IdentificationRequest.MeiType;
        reply[2] = (byte)request.Level;
        reply[3] = Conformity(identity);
        reply[4] = more ? (byte)0xFF : (byte)0;
        reply[5] = more ? identity.IdAt(next) : (byte)0;
        reply[6] = count;
        length = at;
        return ModbusExceptionCode.None;
    }

    private static byte Conformity(ModbusIdentity identity) =>
        identity.IdAt(identity.Count - 1) switch
        {
            >= 0x80 => 0x83,
            > 2 => 0x82,
            _ => 0x81,
        };
}
