using System.Text;
using Millwright.Modbus.Messages;

namespace Millwright.Modbus.Client;

/// <content>Functions 7, 8, 11, 12, 17, 20, 21, 24, 43/14 and raw PDUs. These are rare and may allocate.</content>
public sealed partial class ModbusClient
{
    // A device that never says "that was the last object" is stopped here.
    private const int MaxIdentificationRequests = 32;

    /// <summary>Sends any PDU and gives back the reply's PDU, exceptions excepted.</summary>
    /// <param name="unit">The unit id.</param>
    /// <param name="pdu">Function code and data, 1 to 253 bytes; taken before the method returns.</param>
    /// <param name="reply">Where the reply's PDU goes; 253 bytes hold any.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public ValueTask<ModbusResult> SendPduAsync(byte unit, ReadOnlySpan<byte> pdu, Memory<byte> reply, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pdu.Length, 1, nameof(pdu));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pdu.Length, ModbusLimits.MaxPduBytes, nameof(pdu));
        var request = Ask(unit, ReplyKind.Pdu);
        request.Bytes = reply;
        pdu.CopyTo(request.Pdu);
        return Submit(request, pdu.Length, cancellation);
    }

    /// <summary>Function 7: eight device-specific status bits.</summary>
    public async ValueTask<ModbusReply<byte>> ReadExceptionStatusAsync(byte unit, CancellationToken cancellation = default)
    {
        var reply = new byte[ModbusLimits.MaxPduBytes];
        var result = await SendPduAsync(unit, [(byte)ModbusFunction.ReadExceptionStatus], reply, cancellation).ConfigureAwait(false);
        return result.IsOk && ExceptionStatusResponse.TryRead(reply.AsSpan(0, result.Count), out var status) != DecodeStatus.Complete
            ? Invalid<byte>()
            : new ModbusReply<byte>(result, result.IsOk ? reply[1] : (byte)0);
    }

    /// <summary>Function 8 with one data word; the word of the reply. <see cref="DiagnosticSubFunction.ForceListenOnly"/> is never answered and ends in a timeout.</summary>
    public async ValueTask<ModbusReply<ushort>> DiagnoseAsync(byte unit, DiagnosticSubFunction subFunction, ushort data = 0, CancellationToken cancellation = default)
    {
        var reply = new byte[ModbusLimits.MaxPduBytes];
        byte[] pdu = [(byte)ModbusFunction.Diagnostics, (byte)((ushort)subFunction >> 8), (byte)subFunction, (byte)(data >> 8), (byte)data];
        var result = await SendPduAsync(unit, pdu, reply, cancellation).ConfigureAwait(false);
        if (!result.IsOk)
            return new ModbusReply<ushort>(result, 0);
        return Diagnostics.TryRead(reply.AsSpan(0, result.Count), out var answer) == DecodeStatus.Complete && answer.SubFunction == subFunction
            ? new ModbusReply<ushort>(result, answer.Word)
            : Invalid<ushort>();
    }

    /// <summary>Function 11.</summary>
    public async ValueTask<ModbusReply<EventCounterResponse>> GetCommEventCounterAsync(byte unit, CancellationToken cancellation = default)
    {
        var reply = new byte[ModbusLimits.MaxPduBytes];
        var result = await SendPduAsync(unit, [(byte)ModbusFunction.GetCommEventCounter], reply, cancellation).ConfigureAwait(false);
        if (!result.IsOk)
            return new ModbusReply<EventCounterResponse>(result, default);
        return EventCounterResponse.TryRead(reply.AsSpan(0, result.Count), out var counter) == DecodeStatus.Complete
            ? new ModbusReply<EventCounterResponse>(result, counter)
            : Invalid<EventCounterResponse>();
    }

    /// <summary>Function 12.</summary>
    public async ValueTask<ModbusReply<CommEventLog>> GetCommEventLogAsync(byte unit, CancellationToken cancellation = default)
    {
        var reply = new byte[ModbusLimits.MaxPduBytes];
        var result = await SendPduAsync(unit, [(byte)ModbusFunction.GetCommEventLog], reply, cancellation).ConfigureAwait(false);
        if (!result.IsOk)
            return new ModbusReply<CommEventLog>(result, null);
        return EventLogResponse.TryRead(reply.AsSpan(0, result.Count), out var log) == DecodeStatus.Complete
            ? new ModbusReply<CommEventLog>(result, new CommEventLog(log.Busy, log.EventCount, log.MessageCount, log.Events.ToArray()))
            : Invalid<CommEventLog>();
    }

    /// <summary>Function 17: server id, run indicator and further data, divided as the device likes.</summary>
    public async ValueTask<ModbusReply<byte[]>> ReportServerIdAsync(byte unit, CancellationToken cancellation = default)
    {
        var reply = new byte[ModbusLimits.MaxPduBytes];
        var result = await SendPduAsync(unit, [(byte)ModbusFunction.ReportServerId], reply, cancellation).ConfigureAwait(false);
        if (!result.IsOk)
            return new ModbusReply<byte[]>(result, null);
        return ServerIdResponse.TryRead(reply.AsSpan(0, result.Count), out var id) == DecodeStatus.Complete
            ? new ModbusReply<byte[]>(result, id.Data.ToArray())
            : Invalid<byte[]>();
    }

    /// <summary>Function 20 with one group: 1 to 121 records of a file.</summary>
    public async ValueTask<ModbusResult> ReadFileAsync(byte unit, ushort file, ushort record, Memory<ushort> registers, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(registers.Length, 1, nameof(registers));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(registers.Length, (ModbusLimits.MaxFileBytes - 2) / 2, nameof(registers));
        var pdu = new byte[ModbusLimits.MaxPduBytes];
        var length = FileRecordGroups.Write(pdu, ModbusFunction.ReadFileRecord, new FileSubRequest(file, record, (ushort)registers.Length), default);
        var reply = new byte[ModbusLimits.MaxPduBytes];
        var result = await SendPduAsync(unit, pdu.AsSpan(0, length), reply, cancellation).ConfigureAwait(false);
        if (!result.IsOk)
            return result;
        return TryTakeFile(reply.AsSpan(0, result.Count), registers.Span)
            ? result with { Count = registers.Length }
            : new ModbusResult(ModbusStatus.InvalidReply);
    }

    /// <summary>Function 21 with one group: 1 to 122 records of a file.</summary>
    public async ValueTask<ModbusResult> WriteFileAsync(byte unit, ushort file, ushort record, ReadOnlyMemory<ushort> registers, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(registers.Length, 1, nameof(registers));
        var pdu = new byte[ModbusLimits.MaxPduBytes];
        var length = FileRecordGroups.Write(pdu, ModbusFunction.WriteFileRecord, new FileSubRequest(file, record, (ushort)registers.Length), registers.Span);
        ArgumentOutOfRangeException.ThrowIfZero(length, nameof(registers));
        var reply = new byte[ModbusLimits.MaxPduBytes];
        var result = await SendPduAsync(unit, pdu.AsSpan(0, length), reply, cancellation).ConfigureAwait(false);
        return result.IsOk && !reply.AsSpan(0, result.Count).SequenceEqual(pdu.AsSpan(0, length)) ? new ModbusResult(ModbusStatus.InvalidReply) : result;
    }

    /// <summary>Function 24: up to 31 registers of a queue, oldest first; <see cref="ModbusResult.Count"/> says how many there were.</summary>
    public async ValueTask<ModbusResult> ReadFifoQueueAsync(byte unit, ushort address, Memory<ushort> registers, CancellationToken cancellation = default)
    {
        var reply = new byte[ModbusLimits.MaxPduBytes];
        byte[] pdu = [(byte)ModbusFunction.ReadFifoQueue, (byte)(address >> 8), (byte)address];
        var result = await SendPduAsync(unit, pdu, reply, cancellation).ConfigureAwait(false);
        if (!result.IsOk)
            return result;
        if (FifoResponse.TryRead(reply.AsSpan(0, result.Count), out var queue) != DecodeStatus.Complete || queue.Data.Length > registers.Length * 2)
            return new ModbusResult(ModbusStatus.InvalidReply);
        var count = queue.Data.Length / 2;
        PackedRegisters.Unpack(queue.Data, registers.Span[..count]);
        return result with { Count = count };
    }

    /// <summary>Function 43/14: all objects of the level, over as many requests as the device needs.</summary>
    public async ValueTask<ModbusReply<DeviceIdentification>> ReadDeviceIdentificationAsync(
        byte unit, IdentificationLevel level = IdentificationLevel.Regular, CancellationToken cancellation = default)
    {
        var objects = new Dictionary<byte, string>();
        var reply = new byte[ModbusLimits.MaxPduBytes];
        byte next = 0;
        for (var i = 0; i < MaxIdentificationRequests; i++)
        {
            byte[] pdu = [(byte)ModbusFunction.EncapsulatedInterface, IdentificationRequest.MeiType, (byte)level, next];
            var result = await SendPduAsync(unit, pdu, reply, cancellation).ConfigureAwait(false);
            if (!result.IsOk)
                return new ModbusReply<DeviceIdentification>(result, null);
            if (IdentificationResponse.TryRead(reply.AsSpan(0, result.Count), out var answer) != DecodeStatus.Complete)
                return Invalid<DeviceIdentification>();
            while (answer.TryNext(out var id, out var value))
                objects[id] = Encoding.UTF8.GetString(value);
            if (!answer.MoreFollows || answer.NextObjectId <= next)
                return new ModbusReply<DeviceIdentification>(result with { Count = objects.Count }, new DeviceIdentification(answer.Conformity, objects));
            next = answer.NextObjectId;
        }
        return Invalid<DeviceIdentification>();
    }

    private static bool TryTakeFile(ReadOnlySpan<byte> pdu, Span<ushort> registers)
    {
        if (FileRecordResponse.TryRead(pdu, out var groups) != DecodeStatus.Complete || !groups.TryNext(out var data) || data.Length != registers.Length * 2)
            return false;
        PackedRegisters.Unpack(data, registers);
        return true;
    }

    private static ModbusReply<T> Invalid<T>() => new(new ModbusResult(ModbusStatus.InvalidReply), default);
}
