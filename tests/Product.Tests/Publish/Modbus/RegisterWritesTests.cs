using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Fakes;
using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;
using Millwright.Model;
using Millwright.Publish.Modbus;
using Millwright.Publish.Plant;
using Millwright.Security;

namespace Millwright.Product.Tests.Publish.Modbus;

/// <summary>What becomes of writes of Modbus clients; the gate is told what to answer.</summary>
public sealed class RegisterWritesTests
{
    private readonly PublishedTags _tags = new();
    private readonly ManualClock _clock = new();
    private readonly RegisterWriteTally _tally = new();

    [Fact]
    public async Task Each_value_of_a_request_goes_through_the_gate_in_the_clients_name()
    {
        var device = Device();
        Assert.True(device.AnswersWritesLater);
        Assert.Equal(ModbusExceptionCode.None, await WriteAsync(device, 0, [0x3FC0, 0, 215]));
        Assert.Equal(ModbusExceptionCode.None, await device.WriteLaterAsync(Of(ModbusArea.Coil, 0, [1])));
        Assert.Equal(
            [
                ("acme/berlin/a", TagValue.Of(1.5f), "modbus:10.0.3.17", "Modbus function 16 at holding 0"), ("acme/berlin/b", TagValue.Of(21.5), "modbus:10.0.3.17", "Modbus function 16 at holding 0"),
                ("acme/berlin/on", TagValue.Of(true), "modbus:10.0.3.17", "Modbus function 16 at coil 0"),
            ],
            _tags.Writes.Asked);
        Assert.Equal(3, _tally.Written);
    }

    [Theory]
    [InlineData(0, new ushort[] { 1 }, "Torn", ModbusExceptionCode.IllegalDataValue)]
    [InlineData(1, new ushort[] { 1, 2 }, "Torn", ModbusExceptionCode.IllegalDataValue)]
    [InlineData(2, new ushort[] { 1, 2 }, "NotWritable", ModbusExceptionCode.IllegalDataAddress)]
    [InlineData(3, new ushort[] { 1 }, "NotWritable", ModbusExceptionCode.IllegalDataAddress)]
    [InlineData(2, new ushort[] { 1, 2, 3 }, "NotWritable", ModbusExceptionCode.IllegalDataAddress)]
    [InlineData(4, new ushort[] { 1 }, "NoTag", ModbusExceptionCode.IllegalDataAddress)]
    [InlineData(9, new ushort[] { 2 }, "Value", ModbusExceptionCode.IllegalDataValue)]
    public async Task A_request_that_is_not_whole_writes_nothing_and_is_counted(int address, ushort[] values, string cause, ModbusExceptionCode code)
    {
        var device = Device();
        Assert.Equal(code, await WriteAsync(device, address, values));
        Assert.Empty(_tags.Writes.Asked);
        Assert.Equal(1, _tally.Refused[Enum.Parse<RegisterWriteCause>(cause)]);
        Assert.Equal(1, _tally.Refused.Values.Sum());
    }

    [Theory]
    [InlineData("10.0.3.18:5000", true)]
    [InlineData("[::ffff:10.0.3.18]:5000", true)]
    [InlineData("[fd00::1]:5000", true)]
    [InlineData("10.0.4.17:5000", false)]
    [InlineData("[fd00::2]:5000", false)]
    [InlineData("/dev/ttyUSB0", false)]
    public async Task Only_addresses_that_are_named_may_write(string peer, bool mayWrite)
    {
        var device = Device();
        Assert.Equal(mayWrite ? ModbusExceptionCode.None : ModbusExceptionCode.IllegalFunction, await device.WriteLaterAsync(Of(ModbusArea.HoldingRegister, 2, [7], peer)));
        Assert.Equal((mayWrite ? 1 : 0, mayWrite ? 0 : 1), (_tags.Writes.Asked.Count, _tally.Refused[RegisterWriteCause.NotAllowed]));
    }

    [Fact]
    public async Task Every_answer_of_the_gate_is_an_exception_of_its_own_and_stops_the_request()
    {
        var device = Device();
        foreach (var end in Enum.GetValues<WriteEnd>().Where(e => e != WriteEnd.Done))
        {
            _tags.Writes.Asked.Clear();
            _tags.Writes.Answer = new(end, "no");
            Assert.NotEqual(ModbusExceptionCode.None, await WriteAsync(device, 0, [0, 0, 1]));
            Assert.Single(_tags.Writes.Asked);
        }
        Assert.Equal(
            "NotAllowed 1 1, NoTag 1 2, NotWritable 1 2, Torn 0 3, Value 2 3, NotGood 1 4, NotRecorded 1 4, Device 1 4, Busy 2 6, Unconfirmed 1 11",
            string.Join(", ", _tally.Refused.Select(r => $"{r.Key} {r.Value} {(int)r.Key.Exception()}")));
    }

    [Fact]
    public async Task What_was_written_is_seen_at_once_so_that_a_bit_can_be_set_beside_another()
    {
        var device = Device();
        var mask = new MaskWrite(8, 0xFFFE, 1);
        Assert.Equal(ModbusExceptionCode.ServerDeviceFailure, await device.WriteLaterAsync(Of(ModbusArea.HoldingRegister, 8, [0]) with { Mask = mask }));
        Put(device, new(1), 0x40, Quality.Good);
        Assert.Equal(ModbusExceptionCode.None, await device.WriteLaterAsync(Of(ModbusArea.HoldingRegister, 8, [0]) with { Mask = mask }));
        Assert.Equal(ModbusExceptionCode.None, await device.WriteLaterAsync(Of(ModbusArea.HoldingRegister, 8, [0]) with { Mask = new(8, 0xFFFD, 2) }));
        Assert.Equal([TagValue.Of((ushort)0x41), TagValue.Of((ushort)0x43)], _tags.Writes.Asked.Select(a => a.Value));
        Assert.Equal(1, _tally.Refused[RegisterWriteCause.NotGood]);
    }

    [Fact]
    public async Task A_sample_from_before_a_write_does_not_show_the_old_value_again_unless_nothing_newer_comes()
    {
        var device = Device();
        var before = Timestamp.Now(_clock);
        Put(device, before, 400, Quality.Good);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(ModbusExceptionCode.None, await WriteAsync(device, 8, [500]));
        Put(device, before, 400, Quality.Good);
        Assert.Equal(500, Read(device));
        Put(device, Timestamp.Now(_clock), 600, Quality.Good);
        Put(device, before, 400, Quality.Good);
        Assert.Equal(400, Read(device));

        await WriteAsync(device, 8, [500]);
        Put(device, before, 410, Quality.Good);
        _clock.Advance(JustWritten.HoldBack);
        Assert.Equal(410, Read(device));
        await WriteAsync(device, 8, [500]);
        Put(device, before, 410, Quality.Bad);
        Assert.Equal(0xFFFF, Read(device));
    }

    [Fact]
    public void Without_a_role_nobody_writes()
    {
        Assert.False(Device(o => o.WritesAs = null).AnswersWritesLater);
        Assert.False(Device(o => o.Map = [new() { Tags = "a", Register = "holding 0" }]).AnswersWritesLater);
    }

    [Fact]
    public void All_that_is_wrong_with_writing_is_said_at_once()
    {
        ModbusFaceOptions Options(Role? role, string? from, bool writable, string register = "holding 0") =>
            new() { WritesAs = role, WriteFrom = from is null ? null : [from], Map = [new() { Tags = "a", Register = register, Writable = writable }] };
        Assert.Empty(Options(Role.Operator, "10.0.3.0/24", true).Validate());
        Assert.Empty(Options(null, null, false).Validate());
        Assert.Equal(["'here' is no address and no network", "tags are writable and nobody may write them"], Options(null, "here", true).Validate().Select(p => p.Problem));
        Assert.Equal("tags are writable and nobody may write them", Assert.Single(Options(Role.Operator, null, true).Validate()).Problem);
        Assert.Equal("no tag of the map is writable", Assert.Single(Options(Role.Operator, "10.0.3.17", false).Validate()).Problem);
        Assert.Equal("a viewer cannot write", Assert.Single(Options(Role.Viewer, "10.0.3.17", true).Validate()).Problem);
        Assert.Equal("Modbus cannot write 'input 0'", Assert.Single(Options(Role.Operator, "10.0.3.17", true, "input 0").Validate()).Problem);
    }

    private void Put(PlantRegisters device, Timestamp time, ushort word, Quality quality)
    {
        using var batch = SampleBatch.Rent(1);
        batch.Add(_tags.Handle("word"), time, TagValue.Of(word), quality);
        device.Put(batch);
    }

    private static ushort Read(PlantRegisters device)
    {
        var register = new ushort[1];
        Assert.Equal(ModbusExceptionCode.None, device.ReadRegisters(ModbusArea.HoldingRegister, 8, register));
        return register[0];
    }

    private static ModbusWrite Of(ModbusArea area, int address, ushort[] values, string peer = "10.0.3.17:5000") =>
        new(peer, 1, ModbusFunction.WriteMultipleRegisters, area, (ushort)address, values, null);

    private static ValueTask<ModbusExceptionCode> WriteAsync(PlantRegisters device, int address, ushort[] values) =>
        device.WriteLaterAsync(Of(ModbusArea.HoldingRegister, address, values));

    /// <summary>holding 0-1 a float32, 2 b scaled, 3 c read-only, 8 word, 9 flag; coil 0 on.</summary>
    private PlantRegisters Device(Action<ModbusFaceOptions>? change = null)
    {
        var options = new ModbusFaceOptions
        {
            WritesAs = Role.Operator,
            WriteFrom = ["10.0.3.0/24", "fd00::1"],
            Map =
            [
                new() { Tags = "a", Register = "holding 0", Writable = true }, new() { Tags = "b", Register = "holding 2", As = RegisterKind.Int16, Scale = 0.1, Writable = true },
                new() { Tags = "c", Register = "holding 3" }, new() { Tags = "word", Register = "holding 8", Writable = true }, new() { Tags = "flag", Register = "holding 9", Writable = true },
                new() { Tags = "on", Register = "coil 0", Writable = true },
            ],
        };
        change?.Invoke(options);
        var plant = _tags.Put(
            _tags.Tag("a", TagKind.Float32), _tags.Tag("b"), _tags.Tag("c", TagKind.Int16), _tags.Tag("word", TagKind.UInt16), _tags.Tag("flag", TagKind.Boolean), _tags.Tag("on", TagKind.Boolean));
        var map = RegisterMap.Of(options, plant);
        Assert.Empty(map.Problems);
        return new(map, options, "1.2.3", new(map, options, plant.Tags, new(_tags.Writes, _tally, NullLogger.Instance, CancellationToken.None)), _clock);
    }
}
