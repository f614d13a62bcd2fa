using System.Diagnostics.CodeAnalysis;
using Millwright.Modbus.Framing;
using Millwright.Modbus.Messages;

namespace Millwright.Modbus.Server;

/// <summary>From an unwrapped request to a wrapped answer: unit, authorization, behaviour, processing.</summary>
internal sealed class RequestHandler(ModbusServerOptions options, UnitSlot?[] units, ModbusServerStatistics statistics)
{
    private readonly LaterWrites _later = new(options, units, statistics);

    /// <summary>Begins a write to a device that answers later; false for all that <see cref="Handle"/> serves at once.</summary>
    public bool TryBeginWrite(ModbusFraming framing, string? role, string peer, in ModbusFrame request, [NotNullWhen(true)] out Task<byte[]>? frame) =>
        _later.TryBegin(framing, role, peer, request, out frame);

    /// <summary>Answers one request into <paramref name="destination"/>.</summary>
    /// <returns>The frame's length, 0 when nothing is to be sent; negative when the line is to be closed.</returns>
    public int Handle(ModbusFraming framing, string? role, bool busy, in ModbusFrame request, Span<byte> destination, out ReplyVerdict verdict)
    {
        verdict = ReplyVerdict.Send;
        if (framing != ModbusFraming.Mbap && request.Unit == 0)
        {
            Broadcast(role, request.Pdu);
            return 0;
        }
        Span<byte> reply = stackalloc byte[ModbusLimits.MaxPduBytes];
        var slot = Volatile.Read(ref units[request.Unit]);
        int length;
        if (slot is null)
        {
            statistics.CountUnknownUnit();
            if (options.UnknownUnit == UnknownUnitPolicy.Silence)
                return 0;
            length = RequestProcessor.Refuse(request.Pdu, options.UnknownUnit == UnknownUnitPolicy.GatewayPathUnavailable
                ? ModbusExceptionCode.GatewayPathUnavailable
                : ModbusExceptionCode.GatewayTargetFailedToRespond, reply);
        }
        else
        {
            statistics.CountRequest();
            length = Serve(slot, role, busy, request.Pdu, reply, out var close);
            if (close)
                return -1;
        }
        if (length == 0)
            return 0;
        if ((reply[0] & ModbusLimits.ExceptionFlag) != 0)
            statistics.CountException();
        var frameLength = FrameWriter.Write(framing, request.Transaction, request.Unit, reply[..length], destination);
        if (options.Behavior is { } behavior)
            verdict = Shape(behavior, request, destination[..frameLength]);
        return verdict.Kind switch
        {
            VerdictKind.Drop => 0,
            VerdictKind.Close => -1,
            _ => verdict.Truncate > 0 ? Math.Min(verdict.Truncate, frameLength) : frameLength,
        };
    }

    /// <summary>A bad checksum on the line counts for every unit on it (function 8, sub-function 12).</summary>
    public void CountDamaged()
    {
        statistics.CountDamaged();
        foreach (var slot in units)
        {
            if (slot is not null)
                slot.Counters.CommunicationErrors++;
        }
    }

    private ReplyVerdict Shape(ModbusServerBehavior behavior, in ModbusFrame request, Span<byte> frame)
    {
        try
        {
            return behavior.OnReply(request.Unit, request.Pdu, frame);
        }
        catch (Exception failure)
        {
            statistics.CountDeviceFailure(failure);
            return ReplyVerdict.Drop;
        }
    }

    private int Serve(UnitSlot slot, string? role, bool busy, ReadOnlySpan<byte> request, Span<byte> reply, out bool close)
    {
        close = false;
        if (busy)
            return RequestProcessor.Refuse(request, ModbusExceptionCode.ServerDeviceBusy, reply);
        try
        {
            if (options.Authorize is { } authorize && !authorize(new ModbusAccess(role, slot.Unit, (ModbusFunction)request[0])))
                return RequestProcessor.Refuse(request, ModbusExceptionCode.IllegalFunction, reply);
            if (options.Behavior is { } behavior)
            {
                var verdict = behavior.OnRequest(slot.Unit, request);
                close = verdict.Kind == VerdictKind.Close;
                if (verdict.Kind != VerdictKind.Pass)
                    return 0;
                if (verdict.Code != ModbusExceptionCode.None)
                    return RequestProcessor.Refuse(request, verdict.Code, reply);
            }
            return RequestProcessor.Process(slot, request, reply);
        }
        catch (Exception failure)
        {
            // The owner's code failed. The line serves other units and must go on; the client is told, and so is the owner.
            statistics.CountDeviceFailure(failure);
            return RequestProcessor.Refuse(request, ModbusExceptionCode.ServerDeviceFailure, reply);
        }
    }

    private void Broadcast(string? role, ReadOnlySpan<byte> request)
    {
        Span<byte> unheard = stackalloc byte[ModbusLimits.MaxPduBytes];
        foreach (var slot in units)
        {
            if (slot is null)
                continue;
            statistics.CountRequest();
            _ = Serve(slot, role, busy: false, request, unheard, out _);
        }
    }
}
