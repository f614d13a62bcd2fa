using Millwright.Modbus.Client;
using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;

namespace Millwright.Protocols.Tests.Modbus;

/// <summary>Asks a server with the memory of <see cref="ModbusServerTests.Memory"/> at unit 1 for everything there is.</summary>
internal static class EveryFunction
{
    public static async Task WorksAsync(ModbusClient client, ModbusMemory memory)
    {
        memory.SetRegisters(ModbusArea.InputRegister, 10, [1, 2, 3]);
        memory.SetBit(ModbusArea.DiscreteInput, 4, true);
        memory.Enqueue(7, 440);
        memory.Enqueue(7, 4740);
        memory.SetExceptionStatus(0x6D);

        var bits = new bool[19];
        Assert.True((await client.WriteCoilAsync(1, 3, true)).IsOk);
        Assert.True((await client.WriteCoilsAsync(1, 8, [true, false, true])).IsOk);
        Assert.True((await client.ReadCoilsAsync(1, 0, bits)).IsOk);
        Assert.Equal([3, 8, 10], bits.Index().Where(bit => bit.Item).Select(bit => bit.Index));
        Assert.True((await client.ReadDiscreteInputsAsync(1, 0, bits)).IsOk);
        Assert.Equal([4], bits.Index().Where(bit => bit.Item).Select(bit => bit.Index));

        var registers = new ushort[125];
        Assert.True((await client.ReadInputRegistersAsync(1, 10, registers.AsMemory(0, 3))).IsOk);
        Assert.Equal([1, 2, 3], registers[..3]);
        Assert.True((await client.WriteRegisterAsync(1, 0, 0x12)).IsOk);
        Assert.True((await client.MaskWriteRegisterAsync(1, 0, 0xF2, 0x25)).IsOk);
        Assert.True((await client.WriteRegistersAsync(1, 1, [.. Enumerable.Range(100, 123).Select(i => (ushort)i)])).IsOk);
        Assert.True((await client.ReadHoldingRegistersAsync(1, 0, registers)).IsOk);
        Assert.Equal((0x17, 100, 222, 0), (registers[0], registers[1], registers[123], registers[124]));
        Assert.True((await client.ReadWriteRegistersAsync(1, 0, registers.AsMemory(0, 3), 1, [7, 8])).IsOk);
        Assert.Equal([0x17, 7, 8], registers[..3]);

        Assert.Equal(0x6D, (await client.ReadExceptionStatusAsync(1)).Value);
        Assert.Equal(0xA537, (await client.DiagnoseAsync(1, DiagnosticSubFunction.ReturnQueryData, 0xA537)).Value);
        Assert.True((await client.GetCommEventCounterAsync(1)).Value.EventCount > 5);
        Assert.True((await client.GetCommEventLogAsync(1)).IsOk);
        Assert.Equal([0x4D, 0xFF, 0x01], (await client.ReportServerIdAsync(1)).Value!);

        Assert.True((await client.WriteFileAsync(1, 4, 7, new ushort[] { 5, 6, 7 })).IsOk);
        Assert.True((await client.ReadFileAsync(1, 4, 6, registers.AsMemory(0, 5))).IsOk);
        Assert.Equal([0, 5, 6, 7, 0], registers[..5]);
        Assert.Equal(2, (await client.ReadFifoQueueAsync(1, 7, registers)).Count);
        Assert.Equal([440, 4740], registers[..2]);

        var identity = (await client.ReadDeviceIdentificationAsync(1, IdentificationLevel.Extended)).Value!;
        Assert.Equal(("Millwright", "MW-1", "v0.1", "Simulated press"), (identity.VendorName, identity.ProductCode, identity.Revision, identity.ProductName));
        Assert.Equal(240, identity.Objects[0x80].Length);
        Assert.Equal(0x83, identity.Conformity);
    }
}
