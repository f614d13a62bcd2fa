using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;
using Millwright.Model;

namespace Millwright.Publish.Modbus;

/// <summary>
/// What Modbus clients see: the newest value of each tag of a map. One request sees each tag whole. Addresses without a tag are exception 2;
/// writes are the gate's to allow, or exception 1. Reading allocates nothing.
/// </summary>
internal sealed class PlantRegisters : ModbusDevice
{
    private readonly Lock _gate = new();
    private readonly RegisterMap _map;
    private readonly WordOrder _order;
    private readonly WhenNotGood _whenNotGood;
    private readonly ModbusMemory _memory = new();
    private readonly ModbusAddress? _goodBits;
    private readonly bool[] _isGood;
    private readonly RegisterWrites _writes;
    private readonly JustWritten _justWritten;

    public PlantRegisters(RegisterMap map, ModbusFaceOptions options, string version, RegisterWrites writes, TimeProvider clock)
    {
        _justWritten = new(clock);
        (_map, _order, _whenNotGood, _writes) = (map, options.WordOrder, options.WhenNotGood, writes);
        Identity = new ModbusIdentity("Millwright", "plant", version);
        _isGood = new bool[map.Slots.Count];
        if (options.GoodBits is { } bits && map.Slots.Count > 0 && ModbusAddress.TryParse(bits, out var first, out _))
        {
            _goodBits = first;
            _memory.Define(first.Area, first.Offset, Math.Min(map.Slots.Count, 65_536 - first.Offset));
        }
        foreach (var slot in map.Slots)
        {
            _memory.Define(slot.Area, (ushort)slot.Offset, slot.Count);
            Show(slot, TagValue.None, isGood: false);
        }
    }

    public override ModbusIdentity? Identity { get; }

    /// <summary>Values that a tag could not be shown with, because its registers cannot hold them.</summary>
    public long Misfits { get; private set; }

    /// <summary>Takes the newest values.</summary>
    public void Put(SampleBatch batch)
    {
        lock (_gate)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                foreach (var slot in _map.ByTag[batch.Tags[i]])
                {
                    if (!_justWritten.Holds(slot, new(batch.SourceTimes[i]), batch.Value(i), batch.Qualities[i]))
                        Show(slot, batch.Value(i), batch.Qualities[i].IsGood);
                }
            }
        }
    }

    public override ModbusExceptionCode ReadBits(ModbusArea area, ushort address, Span<bool> bits)
    {
        lock (_gate)
            return Refusal(area, address, bits.Length) is var code && code != ModbusExceptionCode.None ? code : _memory.ReadBits(area, address, bits);
    }

    public override ModbusExceptionCode ReadRegisters(ModbusArea area, ushort address, Span<ushort> registers)
    {
        lock (_gate)
            return Refusal(area, address, registers.Length) is var code && code != ModbusExceptionCode.None ? code : _memory.ReadRegisters(area, address, registers);
    }

    public override bool AnswersWritesLater => _writes.IsOn;

    public override ValueTask<ModbusExceptionCode> WriteLaterAsync(ModbusWrite write)
    {
        if (write.Mask is not { } mask)
            return _writes.WriteAsync(write, Written);
        return Shown(mask.Address) is { } present
            ? _writes.WriteAsync(write with { Values = new[] { mask.Apply(present) } }, Written)
            : ValueTask.FromResult(_writes.Refuse(write, RegisterWriteCause.NotGood, "nobody knows the bits that the mask is to keep"));
    }

    /// <summary>What stands in a register; null when that is not the value of its tag.</summary>
    private ushort? Shown(ushort address)
    {
        lock (_gate)
        {
            if (_map.At(ModbusArea.HoldingRegister, address) is not { } slot)
                return 0;
            return _isGood[slot.Number] ? _memory.GetRegister(ModbusArea.HoldingRegister, address) : null;
        }
    }

    /// <summary>The device has it: it is not only seen with the next scan, so that a bit can be set beside one that was set just before.</summary>
    private void Written(RegisterSlot slot, TagValue value)
    {
        lock (_gate)
        {
            if (!_isGood[slot.Number])
                return;
            Show(slot, value, isGood: true);
            _justWritten.Add(slot);
        }
    }

    /// <summary>Before each reading. With <see cref="WhenNotGood.Exception"/> a request that touches a tag that is not Good fails.</summary>
    private ModbusExceptionCode Refusal(ModbusArea area, int address, int count)
    {
        while (_justWritten.TryTakeDue(out var due, out var value))
            Show(due, value, isGood: true);
        if (_whenNotGood != WhenNotGood.Exception || !_map.ByArea.TryGetValue(area, out var slots))
            return ModbusExceptionCode.None;
        foreach (var slot in slots)
        {
            if (slot.Offset >= address + count)
                break;
            if (slot.Offset + slot.Count > address && !_isGood[slot.Number])
                return ModbusExceptionCode.ServerDeviceFailure;
        }
        return ModbusExceptionCode.None;
    }

    private void Show(RegisterSlot slot, in TagValue value, bool isGood)
    {
        Span<ushort> registers = stackalloc ushort[ModbusLimits.MaxReadRegisters];
        registers = registers[..slot.Count];
        var isShown = !value.IsNone && RegisterWriter.TryWrite(slot, value, _order, registers);
        if (!value.IsNone && !isShown)
            Misfits++;
        _isGood[slot.Number] = isGood && isShown;
        if (!_isGood[slot.Number] && (_whenNotGood != WhenNotGood.Last || !isShown))
            RegisterWriter.WriteNotAvailable(slot, _order, registers);
        if (slot.IsBit)
            _memory.SetBit(slot.Area, (ushort)slot.Offset, registers[0] == 1);
        else
        {
            for (var i = 0; i < registers.Length; i++)
                _memory.SetRegister(slot.Area, (ushort)(slot.Offset + i), registers[i]);
        }
        if (_goodBits is { } bits && bits.Offset + slot.Number <= ushort.MaxValue)
            _memory.SetBit(bits.Area, (ushort)(bits.Offset + slot.Number), _isGood[slot.Number]);
    }
}
