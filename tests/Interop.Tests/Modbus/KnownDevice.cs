using Millwright.Modbus.Client;
using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;

namespace Millwright.Interop.Tests.Modbus;

/// <summary>The contents that both sides agree on: holding i = 7 i, input i = 11 i, coil i = (i mod 3 = 0), discrete i = (i mod 2 = 0).</summary>
internal static class KnownDevice
{
    public const int Count = 2000;

    public static ModbusMemory Create()
    {
        var memory = new ModbusMemory();
        foreach (var area in Enum.GetValues<ModbusArea>())
            memory.Define(area, 0, Count);
        for (ushort i = 0; i < Count; i++)
        {
            memory.SetRegister(ModbusArea.HoldingRegister, i, (ushort)(i * 7));
            memory.SetRegister(ModbusArea.InputRegister, i, (ushort)(i * 11));
            memory.SetBit(ModbusArea.Coil, i, i % 3 == 0);
            memory.SetBit(ModbusArea.DiscreteInput, i, i % 2 == 0);
        }
        memory.Enqueue(10, 4711);
        return memory
            .DefineFile(1, 100)
            .SetServerId("Millwright"u8.ToArray().Append((byte)0xFF).ToArray())
            .Identify(new ModbusIdentity("Millwright", "MW", "1.0"));
    }

    /// <summary>Reads, writes and reads back everything that any peer has, through our client.</summary>
    public static async Task CheckAsync(ModbusClient client, byte unit, Knows peer)
    {
        var registers = new ushort[125];
        Ok(await client.ReadHoldingRegistersAsync(unit, 0, registers), "3");
        Assert.Equal(Enumerable.Range(0, 125).Select(i => (ushort)(i * 7)), registers);
        Ok(await client.ReadInputRegistersAsync(unit, 5, registers.AsMemory(0, 10)), "4");
        Assert.Equal(Enumerable.Range(5, 10).Select(i => (ushort)(i * 11)), registers.Take(10));
        var bits = new bool[19];
        Ok(await client.ReadCoilsAsync(unit, 0, bits), "1");
        Assert.Equal(Enumerable.Range(0, 19).Select(i => i % 3 == 0), bits);
        Ok(await client.ReadDiscreteInputsAsync(unit, 3, bits), "2");
        Assert.Equal(Enumerable.Range(3, 19).Select(i => i % 2 == 0), bits);

        Ok(await client.WriteCoilAsync(unit, 100, true), "5");
        Ok(await client.WriteCoilsAsync(unit, 101, [true, false, true]), "15");
        Ok(await client.ReadCoilsAsync(unit, 100, bits.AsMemory(0, 4)), "1");
        Assert.Equal([true, true, false, true], bits.Take(4));
        Ok(await client.WriteRegisterAsync(unit, 200, 4711), "6");
        Ok(await client.WriteRegistersAsync(unit, 201, Enumerable.Range(0, 123).Select(i => (ushort)i).ToArray()), "16");
        Ok(await client.ReadHoldingRegistersAsync(unit, 200, registers.AsMemory(0, 124)), "3");
        Assert.Equal(Enumerable.Range(0, 123).Prepend(4711).Select(i => (ushort)i), registers.Take(124));
        if (peer.HasFlag(Knows.MaskWrite))
        {
            Ok(await client.MaskWriteRegisterAsync(unit, 200, 0x00F2, 0x0025), "22");
            Ok(await client.ReadHoldingRegistersAsync(unit, 200, registers.AsMemory(0, 1)), "3");
            Assert.Equal((4711 & 0x00F2) | (0x0025 & ~0x00F2), registers[0]);
        }
        if (peer.HasFlag(Knows.ReadWrite))
        {
            Ok(await client.ReadWriteRegistersAsync(unit, 300, registers.AsMemory(0, 2), 300, [1, 2]), "23");
            Assert.Equal([1, 2], registers.Take(2));
        }
        if (peer.HasFlag(Knows.Identification))
            Assert.NotNull((await client.ReadDeviceIdentificationAsync(unit)).Value?.VendorName);
        if (peer.HasFlag(Knows.ServerId))
            Ok((await client.ReportServerIdAsync(unit)).Result, "17");
        if (peer.HasFlag(Knows.Diagnostics))
        {
            var echo = await client.DiagnoseAsync(unit, DiagnosticSubFunction.ReturnQueryData, 0x1234);
            Ok(echo.Result, "8");
            Assert.Equal(0x1234, echo.Value);
        }
        if (peer.HasFlag(Knows.Addresses))
            Assert.Equal(ModbusExceptionCode.IllegalDataAddress, (await client.ReadHoldingRegistersAsync(unit, 65_000, registers)).Exception);
    }

    private static void Ok(ModbusResult result, string function) => Assert.True(result.IsOk, $"function {function}: {result.Describe()}");
}

/// <summary>What a peer knows beyond functions 1 to 6, 15 and 16.</summary>
[Flags]
internal enum Knows
{
    Nothing = 0,
    MaskWrite = 1,
    ReadWrite = 2,
    Identification = 4,
    ServerId = 8,
    Diagnostics = 16,
    Addresses = 32,
}
