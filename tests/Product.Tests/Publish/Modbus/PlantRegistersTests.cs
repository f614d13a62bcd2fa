using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Fakes;
using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Model;
using Millwright.Publish.Modbus;

namespace Millwright.Product.Tests.Publish.Modbus;

public sealed class PlantRegistersTests
{
    private readonly PublishedTags _tags = new();
    private readonly ManualClock _clock = new();

    public static TheoryData<TagValue, RegisterKind, double, WordOrder, ushort[]> Values => new()
    {
        { TagValue.Of(true), RegisterKind.Bool, 1, WordOrder.Abcd, [1] },
        { TagValue.Of((short)-2), RegisterKind.Int16, 1, WordOrder.Abcd, [0xFFFE] },
        { TagValue.Of(21.46), RegisterKind.Int16, 0.1, WordOrder.Abcd, [215] },
        { TagValue.Of(-21.46), RegisterKind.Int16, 0.1, WordOrder.Abcd, [unchecked((ushort)-215)] },
        { TagValue.Of(0x12345678u), RegisterKind.Uint32, 1, WordOrder.Abcd, [0x1234, 0x5678] },
        { TagValue.Of(0x12345678u), RegisterKind.Uint32, 1, WordOrder.Cdab, [0x5678, 0x1234] },
        { TagValue.Of(0x12345678u), RegisterKind.Uint32, 1, WordOrder.Badc, [0x3412, 0x7856] },
        { TagValue.Of(0x12345678u), RegisterKind.Uint32, 1, WordOrder.Dcba, [0x7856, 0x3412] },
        { TagValue.Of(1.5f), RegisterKind.Float32, 1, WordOrder.Abcd, [0x3FC0, 0] },
        { TagValue.Of(1.5), RegisterKind.Float32, 1, WordOrder.Abcd, [0x3FC0, 0] },
        { TagValue.Of(7), RegisterKind.Float64, 2, WordOrder.Abcd, [0x400C, 0, 0, 0] },
        { TagValue.Of(long.MaxValue), RegisterKind.Int64, 1, WordOrder.Abcd, [0x7FFF, 0xFFFF, 0xFFFF, 0xFFFF] },
        { TagValue.Of(ulong.MaxValue), RegisterKind.Uint64, 1, WordOrder.Abcd, [0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF] },
        { TagValue.Of("ab"), RegisterKind.String, 1, WordOrder.Abcd, [0x6162, 0] },
    };

    public static TheoryData<TagValue, RegisterKind, double> Misfits => new()
    {
        { TagValue.Of(40_000), RegisterKind.Int16, 1 },
        { TagValue.Of(-1), RegisterKind.Uint32, 1 },
        { TagValue.Of(70_000.0), RegisterKind.Uint16, 1 },
        { TagValue.Of(9.3e18), RegisterKind.Int64, 1 },
        { TagValue.Of(1.9e19), RegisterKind.Uint64, 1 },
        { TagValue.Of(double.NaN), RegisterKind.Int32, 1 },
        { TagValue.Of(1e300), RegisterKind.Float32, 1 },
        { TagValue.Of(4_000), RegisterKind.Int16, 0.1 },
        { TagValue.Of("too long"), RegisterKind.String, 1 },
        { TagValue.Of("\u4E16"), RegisterKind.String, 1 },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_good_value_stands_in_its_registers(TagValue value, RegisterKind kind, double scale, WordOrder order, ushort[] registers)
    {
        var device = Device(value.Kind, new() { Tags = "a", Register = "holding 10", As = kind, Scale = scale, Length = 2 }, order: order);
        Put(device, value, Quality.Good);
        Assert.Equal(registers, Read(device, registers.Length));
        Assert.Equal(0, device.Misfits);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void What_stands_in_registers_reads_back_as_the_value_that_was_put_there(TagValue value, RegisterKind kind, double scale, WordOrder order, ushort[] registers)
    {
        var slot = new RegisterSlot(default, "a", ModbusArea.HoldingRegister, 0, registers.Length, kind, scale, 0);
        Assert.True(RegisterReader.TryRead(slot, order, registers, out var read));
        if (value.Kind == TagKind.String)
            Assert.Equal(value, read);
        else
            Assert.Equal(Math.Round(value.ToDouble(), 1), read.ToDouble());
    }

    [Theory]
    [InlineData(RegisterKind.Int16, 0.1, 3, 0.3)]
    [InlineData(RegisterKind.Uint64, 10, ushort.MaxValue, 655_350)]
    [InlineData(RegisterKind.Int16, -1e12, 2, -2e12)]
    public void A_scale_of_tenths_makes_no_hair_of_a_difference(RegisterKind kind, double scale, ushort register, double value)
    {
        var slot = new RegisterSlot(default, "a", ModbusArea.HoldingRegister, 0, kind.Registers(0), kind, scale, 0);
        var registers = new ushort[slot.Count];
        registers[^1] = register;
        Assert.True(RegisterReader.TryRead(slot, WordOrder.Abcd, registers, out var read));
        Assert.Equal(value, read.ToDouble());
    }

    [Theory]
    [MemberData(nameof(Misfits))]
    public void What_its_registers_cannot_hold_is_counted_and_never_something_else(TagValue value, RegisterKind kind, double scale)
    {
        var device = Device(value.Kind, new() { Tags = "a", Register = "holding 10", As = kind, Scale = scale, Length = 2 }, bits: "discrete 0");
        Put(device, value, Quality.Good);
        Assert.Equal(1, device.Misfits);
        Assert.Equal(NotAvailable(kind), Read(device, NotAvailable(kind).Length));
        Assert.False(Bit(device));
    }

    [Theory]
    [InlineData(WhenNotGood.NotAvailable, new ushort[] { 0x8000 })]
    [InlineData(WhenNotGood.Last, new ushort[] { 5 })]
    [InlineData(WhenNotGood.Exception, null)]
    public void A_value_that_is_not_good_is_shown_as_the_options_say(WhenNotGood what, ushort[]? registers)
    {
        var device = Device(TagKind.Int16, new() { Tags = "a", Register = "holding 10" }, what, "discrete 0");
        Assert.False(Bit(device));
        Put(device, TagValue.Of((short)5), Quality.Good);
        Assert.True(Bit(device));
        Assert.Equal([5], Read(device, 1));
        Put(device, TagValue.Of((short)5), Quality.UncertainLastUsableValue);
        Assert.False(Bit(device));
        if (registers is null)
            Assert.Equal(ModbusExceptionCode.ServerDeviceFailure, device.ReadRegisters(ModbusArea.HoldingRegister, 10, new ushort[1]));
        else
            Assert.Equal(registers, Read(device, 1));
        Put(device, TagValue.Of((short)6), Quality.Good);
        Assert.Equal([6], Read(device, 1));
    }

    [Fact]
    public void Without_a_value_yet_nothing_is_good_and_without_a_tag_there_is_no_register()
    {
        var device = Device(TagKind.Float32, new() { Tags = "a", Register = "holding 10" }, WhenNotGood.Last);
        Assert.Equal([0x7FC0, 0], Read(device, 2).Select(r => (ushort)(r & 0x7FFF)));
        Assert.Equal(ModbusExceptionCode.IllegalDataAddress, device.ReadRegisters(ModbusArea.HoldingRegister, 9, new ushort[2]));
        Assert.Equal(ModbusExceptionCode.IllegalDataAddress, device.ReadRegisters(ModbusArea.InputRegister, 10, new ushort[2]));
        Assert.Equal(ModbusExceptionCode.IllegalFunction, device.WriteRegisters(10, [1, 2]));
        Assert.Equal(ModbusExceptionCode.IllegalFunction, device.WriteCoils(0, [true]));
        Assert.Equal(ModbusExceptionCode.IllegalFunction, device.MaskRegister(new(10, 0, 0)));
    }

    private static ushort[] NotAvailable(RegisterKind kind) => kind switch
    {
        RegisterKind.Int16 => [0x8000],
        RegisterKind.Uint16 => [0xFFFF],
        RegisterKind.Int32 => [0x8000, 0],
        RegisterKind.Uint32 => [0xFFFF, 0xFFFF],
        RegisterKind.Int64 => [0x8000, 0, 0, 0],
        RegisterKind.Uint64 => [0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF],
        RegisterKind.Float32 => [0xFFC0, 0],
        _ => [0, 0],
    };

    private static ushort[] Read(PlantRegisters device, int count)
    {
        var registers = new ushort[count];
        Assert.Equal(ModbusExceptionCode.None, device.ReadRegisters(ModbusArea.HoldingRegister, 10, registers));
        return registers;
    }

    private static bool Bit(PlantRegisters device)
    {
        var bits = new bool[1];
        Assert.Equal(ModbusExceptionCode.None, device.ReadBits(ModbusArea.DiscreteInput, 0, bits));
        return bits[0];
    }

    private void Put(PlantRegisters device, in TagValue value, Quality quality)
    {
        using var batch = SampleBatch.Rent(1);
        batch.Add(_tags.Handle("a"), new(1), value, quality);
        device.Put(batch);
    }

    private PlantRegisters Device(TagKind kind, ModbusMapOptions entry, WhenNotGood what = WhenNotGood.NotAvailable, string? bits = null, WordOrder order = WordOrder.Abcd)
    {
        var options = new ModbusFaceOptions { Map = [entry], WhenNotGood = what, GoodBits = bits, WordOrder = order };
        var map = RegisterMap.Of(options, _tags.Put(_tags.Tag("a", kind)));
        Assert.Empty(map.Problems);
        return new(map, options, "1.2.3", new(map, options, _tags.Table, new(_tags.Writes, new(), NullLogger.Instance, CancellationToken.None)), _clock);
    }
}
