using System.Buffers.Binary;
using Millwright.Modbus.Framing;
using Millwright.Modbus.Messages;
using Millwright.Modbus.Server;
using Millwright.Wire;

namespace Millwright.Simulators.Faults;

/// <summary>Stands between a port's server and its line and does what the active faults say.</summary>
internal sealed class FaultyLine(ModbusFraming framing, bool isGateway, TimeProvider time) : ModbusServerBehavior
{
    private readonly Lock _lock = new();
    private volatile ActiveFault[] _active = [];
    private int _replies;

    public void Add(ActiveFault fault)
    {
        lock (_lock)
            _active = [.. _active, fault];
    }

    public void Remove(ActiveFault fault)
    {
        lock (_lock)
            _active = [.. _active.Where(f => !ReferenceEquals(f, fault))];
    }

    public override RequestVerdict OnRequest(byte unit, ReadOnlySpan<byte> requestPdu)
    {
        foreach (var active in _active)
        {
            if (!active.Concerns(unit))
                continue;
            switch (active.Fault.Kind)
            {
                case FaultKind.UnitSilence or FaultKind.PortSilence:
                    return RequestVerdict.Ignore;
                case FaultKind.PowerCycle:
                    return isGateway ? RequestVerdict.Refuse(ModbusExceptionCode.GatewayTargetFailedToRespond) : RequestVerdict.Ignore;
                case FaultKind.Exception:
                    return RequestVerdict.Refuse(active.Fault.Code);
                case FaultKind.DyingRegister when Touches(requestPdu, active.Fault.Number):
                    return RequestVerdict.Refuse(ModbusExceptionCode.IllegalDataAddress);
                default:
                    continue;
            }
        }
        return RequestVerdict.Serve;
    }

    public override ReplyVerdict OnReply(byte unit, ReadOnlySpan<byte> requestPdu, Span<byte> frame)
    {
        var verdict = ReplyVerdict.Send;
        foreach (var active in _active)
        {
            if (!active.Concerns(unit))
                continue;
            var reply = Interlocked.Increment(ref _replies);
            switch (active.Fault.Kind)
            {
                case FaultKind.SlowAnswers:
                case FaultKind.LateReplies when reply % 2 == 0:
                    verdict = verdict with { Delay = active.Fault.Delay };
                    break;
                case FaultKind.CoalescedFrames:
                    verdict = verdict with { Delay = ToNext(active.Fault.Delay) };
                    break;
                case FaultKind.SplitFrames:
                    verdict = verdict with { PieceBytes = 1, PiecePause = active.Fault.Delay };
                    break;
                case FaultKind.CorruptBytes:
                    Damage(frame, reply);
                    break;
                case FaultKind.SwappedUnit:
                    SwapUnit(frame);
                    break;
                case FaultKind.WrongTransaction when framing == ModbusFraming.Mbap:
                    BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(frame) + 0x4000));
                    break;
                default:
                    break;
            }
        }
        return verdict;
    }

    private static bool Touches(ReadOnlySpan<byte> pdu, int address)
    {
        if (pdu.IsEmpty || pdu[0] is not (3 or 4) || ReadRequest.TryRead(pdu, out var read) != DecodeStatus.Complete)
            return false;
        return address >= read.Address && address < read.Address + read.Count;
    }

    private void Damage(Span<byte> frame, int reply)
    {
        if (framing != ModbusFraming.Mbap)
        {
            frame[frame.Length / 2] ^= 0x55;
            return;
        }
        switch (reply % 3)
        {
            case 0:
                frame[3] ^= 0x40;
                break;
            case 1:
                frame[FrameWriter.MbapHeaderBytes] ^= 0x15;
                break;
            default:
                frame[4] = 0x7F;
                break;
        }
    }

    private void SwapUnit(Span<byte> frame)
    {
        if (framing == ModbusFraming.Mbap)
        {
            frame[6]++;
            return;
        }
        frame[0]++;
        BinaryPrimitives.WriteUInt16LittleEndian(frame[^2..], Crc16.Compute(frame[..^2]));
    }

    private TimeSpan ToNext(TimeSpan raster)
    {
        var into = time.GetElapsedTime(0).Ticks % raster.Ticks;
        return TimeSpan.FromTicks(raster.Ticks - into);
    }
}
