using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Modbus.Client;
using Millwright.Modbus.Planning;

namespace Millwright.Drivers.Modbus;

/// <summary>Reads and writes one tag by itself, past the plan.</summary>
internal static class TagReader
{
    public static async ValueTask<(ModbusResult Result, TagValue Value)> ReadAsync(ModbusClient client, ModbusTag tag, CancellationToken cancellation)
    {
        var planner = new ReadPlanner(new PlannerOptions());
        planner.SetItems([new ReadItem(0, tag.Address.Area, tag.Address.Offset, (ushort)tag.Span)]);
        var block = new PollBlock(planner.Blocks[0]);
        block.Send(client, tag.Unit, cancellation);
        var result = await block.AnswerAsync();
        if (!result.IsOk)
            return (result, TagValue.None);
        return RegisterCodec.TryDecode(tag, block.RegistersOf(tag), out var value)
            ? (result, value)
            : (new ModbusResult(ModbusStatus.InvalidReply), TagValue.None);
    }

    /// <exception cref="SourceException">Nothing was written, or it is unknown whether it was.</exception>
    public static async ValueTask WriteAsync(ModbusClient client, ModbusTag tag, TagValue value, CancellationToken cancellation)
    {
        var registers = new ushort[tag.Span];
        if (RegisterCodec.Encode(tag, value, registers) is { } problem)
            throw new SourceException(new(SourceFaultKind.Configuration, $"{tag.Address}: {problem}", "write a value that fits"));
        var result = await SendAsync(client, tag, registers, cancellation);
        if (result.IsOk)
            return;
        var kind = result.Status switch
        {
            ModbusStatus.Exception or ModbusStatus.QueueFull => SourceFaultKind.Refused,
            ModbusStatus.UnitSilent => SourceFaultKind.Unreachable,
            _ => SourceFaultKind.TimedOut,
        };
        throw new SourceException(new(kind, $"unit {tag.Unit} {tag.Address}: {result.Describe()}", kind switch
        {
            SourceFaultKind.Refused => "check that the device lets this address be written, and in which mode it is",
            SourceFaultKind.Unreachable => "check power and wiring of the unit; nothing was written",
            _ => "look at the machine: it is unknown whether the value arrived",
        }));
    }

    private static ValueTask<ModbusResult> SendAsync(ModbusClient client, ModbusTag tag, ushort[] registers, CancellationToken cancellation)
    {
        var (unit, address) = (tag.Unit, tag.Address);
        if (address.IsBitArea)
            return client.WriteCoilAsync(unit, address.Offset, registers[0] != 0, cancellation);
        if (address.Bit >= 0)
            return WriteBitAsync(client, tag, registers[0] != 0, cancellation);
        return registers.Length == 1
            ? client.WriteRegisterAsync(unit, address.Offset, registers[0], cancellation)
            : client.WriteRegistersAsync(unit, address.Offset, registers, cancellation);
    }

    /// <summary>Function 22 where the device has it, which leaves the other bits alone in one step; else read, modify, write.</summary>
    private static async ValueTask<ModbusResult> WriteBitAsync(ModbusClient client, ModbusTag tag, bool value, CancellationToken cancellation)
    {
        var bit = (ushort)(1 << tag.Address.Bit);
        var result = await client.MaskWriteRegisterAsync(tag.Unit, tag.Address.Offset, (ushort)~bit, value ? bit : (ushort)0, cancellation);
        if (result.Status != ModbusStatus.Exception || result.Exception != Millwright.Modbus.Messages.ModbusExceptionCode.IllegalFunction)
            return result;
        var word = new ushort[1];
        var read = await client.ReadHoldingRegistersAsync(tag.Unit, tag.Address.Offset, word, cancellation);
        if (!read.IsOk)
            return read;
        return await client.WriteRegisterAsync(tag.Unit, tag.Address.Offset, (ushort)(value ? word[0] | bit : word[0] & ~bit), cancellation);
    }
}
