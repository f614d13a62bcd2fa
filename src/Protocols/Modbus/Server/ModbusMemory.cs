using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;

namespace Millwright.Modbus.Server;

/// <summary>
/// A device whose registers are memory. Addresses must be defined before they answer; the rest is exception 2. Reads and writes of a
/// range are one step, so a client never sees half of an update made through <see cref="SetRegisters"/>. Safe from any thread.
/// </summary>
public sealed class ModbusMemory : ModbusDevice
{
    private readonly Lock _lock = new();
    private readonly MemoryBank[] _banks = [new(), new(), new(), new()];
    private readonly Dictionary<ushort, ushort[]> _files = [];
    private readonly Dictionary<ushort, Queue<ushort>> _fifos = [];
    private ModbusIdentity? _identity;
    private byte[] _serverId = [];
    private byte _exceptionStatus;

    /// <summary>Told after a client wrote: area, first address, count. Runs on an I/O thread.</summary>
    public event Action<ModbusArea, ushort, int>? Written;

    public override ModbusIdentity? Identity => _identity;

    public override ReadOnlyMemory<byte> ServerId => _serverId;

    /// <summary>Makes addresses answer, with value 0 where they are new.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves 0 to 65535.</exception>
    public ModbusMemory Define(ModbusArea area, ushort address, int count)
    {
        lock (_lock)
            Bank(area).Define(address, count);
        return this;
    }

    /// <summary>Makes addresses answer with exception 2 again.</summary>
    public void Undefine(ModbusArea area, ushort address, int count)
    {
        lock (_lock)
            Bank(area).Undefine(address, count);
    }

    /// <summary>Sets what function 43/14 answers.</summary>
    public ModbusMemory Identify(ModbusIdentity? identity)
    {
        _identity = identity;
        return this;
    }

    /// <summary>Sets what function 17 answers, up to 251 bytes.</summary>
    public ModbusMemory SetServerId(ReadOnlySpan<byte> serverId)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(serverId.Length, ModbusLimits.MaxPduBytes - 2, nameof(serverId));
        _serverId = serverId.ToArray();
        return this;
    }

    /// <summary>Sets what function 7 answers.</summary>
    public void SetExceptionStatus(byte status) => _exceptionStatus = status;

    /// <summary>Makes a file of <paramref name="records"/> registers for functions 20 and 21.</summary>
    public ModbusMemory DefineFile(ushort file, int records)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(records, ModbusLimits.MaxFileRecord + 1);
        lock (_lock)
            _files[file] = new ushort[records];
        return this;
    }

    /// <summary>Puts a value at the end of the queue function 24 reads; a first value makes the queue.</summary>
    public void Enqueue(ushort address, ushort value)
    {
        lock (_lock)
        {
            if (!_fifos.TryGetValue(address, out var queue))
                _fifos[address] = queue = new Queue<ushort>();
            queue.Enqueue(value);
        }
    }

    /// <summary>Sets all values to 0: a power cycle that lost its memory.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (var bank in _banks)
                bank.Clear();
        }
    }

    /// <summary>One register, whether defined or not.</summary>
    public ushort GetRegister(ModbusArea area, ushort address)
    {
        lock (_lock)
            return Bank(area).Values[address];
    }

    /// <summary>One bit, whether defined or not.</summary>
    public bool GetBit(ModbusArea area, ushort address) => GetRegister(area, address) != 0;

    public void SetBit(ModbusArea area, ushort address, bool value)
    {
        lock (_lock)
            Bank(area).Values[address] = value ? (ushort)1 : (ushort)0;
    }

    public void SetRegister(ModbusArea area, ushort address, ushort value)
    {
        lock (_lock)
            Bank(area).Values[address] = value;
    }

    /// <summary>Sets registers in one step.</summary>
    public void SetRegisters(ModbusArea area, ushort address, ReadOnlySpan<ushort> values)
    {
        lock (_lock)
            values.CopyTo(Bank(area).Values.AsSpan(address));
    }

    public override ModbusExceptionCode ReadBits(ModbusArea area, ushort address, Span<bool> bits)
    {
        lock (_lock)
        {
            if (!Bank(area).IsDefined(address, bits.Length))
                return ModbusExceptionCode.IllegalDataAddress;
            var values = Bank(area).Values.AsSpan(address, bits.Length);
            for (var i = 0; i < bits.Length; i++)
                bits[i] = values[i] != 0;
            return ModbusExceptionCode.None;
        }
    }

    public override ModbusExceptionCode ReadRegisters(ModbusArea area, ushort address, Span<ushort> registers)
    {
        lock (_lock)
        {
            if (!Bank(area).IsDefined(address, registers.Length))
                return ModbusExceptionCode.IllegalDataAddress;
            Bank(area).Values.AsSpan(address, registers.Length).CopyTo(registers);
            return ModbusExceptionCode.None;
        }
    }

    public override ModbusExceptionCode WriteCoils(ushort address, ReadOnlySpan<bool> coils)
    {
        lock (_lock)
        {
            if (!Bank(ModbusArea.Coil).IsDefined(address, coils.Length))
                return ModbusExceptionCode.IllegalDataAddress;
            var values = Bank(ModbusArea.Coil).Values.AsSpan(address, coils.Length);
            for (var i = 0; i < coils.Length; i++)
                values[i] = coils[i] ? (ushort)1 : (ushort)0;
        }
        Written?.Invoke(ModbusArea.Coil, address, coils.Length);
        return ModbusExceptionCode.None;
    }

    public override ModbusExceptionCode WriteRegisters(ushort address, ReadOnlySpan<ushort> registers)
    {
        lock (_lock)
        {
            if (!Bank(ModbusArea.HoldingRegister).IsDefined(address, registers.Length))
                return ModbusExceptionCode.IllegalDataAddress;
            registers.CopyTo(Bank(ModbusArea.HoldingRegister).Values.AsSpan(address));
        }
        Written?.Invoke(ModbusArea.HoldingRegister, address, registers.Length);
        return ModbusExceptionCode.None;
    }

    public override ModbusExceptionCode MaskRegister(in MaskWrite mask)
    {
        lock (_lock)
        {
            var bank = Bank(ModbusArea.HoldingRegister);
            if (!bank.IsDefined(mask.Address, 1))
                return ModbusExceptionCode.IllegalDataAddress;
            bank.Values[mask.Address] = mask.Apply(bank.Values[mask.Address]);
        }
        Written?.Invoke(ModbusArea.HoldingRegister, mask.Address, 1);
        return ModbusExceptionCode.None;
    }

    public override ModbusExceptionCode ReadWriteRegisters(ushort writeAddress, ReadOnlySpan<ushort> write, ushort readAddress, Span<ushort> read)
    {
        lock (_lock)
        {
            var bank = Bank(ModbusArea.HoldingRegister);
            if (!bank.IsDefined(writeAddress, write.Length) || !bank.IsDefined(readAddress, read.Length))
                return ModbusExceptionCode.IllegalDataAddress;
            write.CopyTo(bank.Values.AsSpan(writeAddress));
            bank.Values.AsSpan(readAddress, read.Length).CopyTo(read);
        }
        Written?.Invoke(ModbusArea.HoldingRegister, writeAddress, write.Length);
        return ModbusExceptionCode.None;
    }

    public override ModbusExceptionCode ReadFile(ushort file, ushort record, Span<ushort> registers)
    {
        lock (_lock)
        {
            if (!_files.TryGetValue(file, out var records) || record + registers.Length > records.Length)
                return ModbusExceptionCode.IllegalDataAddress;
            records.AsSpan(record, registers.Length).CopyTo(registers);
            return ModbusExceptionCode.None;
        }
    }

    public override ModbusExceptionCode WriteFile(ushort file, ushort record, ReadOnlySpan<ushort> registers)
    {
        lock (_lock)
        {
            if (!_files.TryGetValue(file, out var records) || record + registers.Length > records.Length)
                return ModbusExceptionCode.IllegalDataAddress;
            registers.CopyTo(records.AsSpan(record));
            return ModbusExceptionCode.None;
        }
    }

    public override ModbusExceptionCode ReadFifo(ushort address, Span<ushort> registers, out int count)
    {
        lock (_lock)
        {
            count = 0;
            if (!_fifos.TryGetValue(address, out var queue))
                return ModbusExceptionCode.IllegalDataAddress;
            if (queue.Count > registers.Length)
                return ModbusExceptionCode.IllegalDataValue;
            // Reading does not take the values out (6.18).
            foreach (var value in queue)
                registers[count++] = value;
            return ModbusExceptionCode.None;
        }
    }

    public override ModbusExceptionCode ReadExceptionStatus(out byte status)
    {
        status = _exceptionStatus;
        return ModbusExceptionCode.None;
    }

    private MemoryBank Bank(ModbusArea area) => _banks[(int)area];
}
