using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;
using Millwright.Model;

namespace Millwright.Publish.Modbus;

/// <summary>
/// What Modbus clients read: the newest value of each tag of a map. One request sees each tag whole. Addresses without a tag are exception 2;
/// writes are exception 1. Reading allocates nothing.
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
    private readonly Dictionary<ModbusArea, RegisterSlot[]> _byArea;

    public PlantRegisters(RegisterMap map, ModbusFaceOptions options, string version)
    {
        (_map, _order, _whenNotGood) = (map, options.WordOrder, options.WhenNotGood);
        Identity = new ModbusIdentity("Millwright", "plant", version);
        _isGood = new bool[map.Slots.Count];
        _byArea = map.Slots.GroupBy(s => s.Area).ToDictionary(g => g.Key, g => g.OrderBy(s => s.Offset).ToArray());
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
                    Show(slot, batch.Value(i), batch.Qualities[i].IsGood);
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

    /// <summary>With <see cref="WhenNotGood.Exception"/> a request that touches a tag that is not Good fails.</summary>
    private ModbusExceptionCode Refusal(ModbusArea area, int address, int count)
    {
        if (_whenNotGood != WhenNotGood.Exception || !_byArea.TryGetValue(area, out var slots))
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
        if (slot.Area is ModbusArea.Coil or ModbusArea.DiscreteInput)
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
