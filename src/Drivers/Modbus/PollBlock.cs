using Millwright.Modbus.Client;
using Millwright.Modbus.Planning;
using Millwright.Modbus.Registers;

namespace Millwright.Drivers.Modbus;

/// <summary>One request of the plan with the memory its answer goes to, kept from cycle to cycle.</summary>
internal sealed class PollBlock
{
    private readonly ushort[] _registers;
    private readonly bool[] _bits;

    public PollBlock(ReadBlock block)
    {
        Block = block;
        _registers = new ushort[block.Count];
        _bits = new ModbusAddress(block.Area, block.Address).IsBitArea ? new bool[block.Count] : [];
    }

    public ReadBlock Block { get; }

    /// <summary>The request under way.</summary>
    public ValueTask<ModbusResult> Pending { get; private set; }

    /// <summary>What came of the last request.</summary>
    public ModbusResult Result { get; private set; }

    /// <summary>Bytes of request and answer on Modbus TCP.</summary>
    public int WireBytes => 12 + 9 + (_bits.Length > 0 ? (_bits.Length + 7) / 8 : 2 * _registers.Length);

#pragma warning disable CA2012 // Kept in the block until AnswerAsync awaits it, exactly once a cycle: so that all requests of a cycle are under way at once.
    public void Send(ModbusClient client, byte unit, CancellationToken cancellation) => Pending = Block.Area switch
    {
        ModbusArea.HoldingRegister => client.ReadHoldingRegistersAsync(unit, Block.Address, _registers, cancellation),
        ModbusArea.InputRegister => client.ReadInputRegistersAsync(unit, Block.Address, _registers, cancellation),
        ModbusArea.Coil => client.ReadCoilsAsync(unit, Block.Address, _bits, cancellation),
        _ => client.ReadDiscreteInputsAsync(unit, Block.Address, _bits, cancellation),
    };
#pragma warning restore CA2012

    public async ValueTask<ModbusResult> AnswerAsync()
    {
        Result = await Pending;
        if (Result.IsOk)
        {
            for (var i = 0; i < _bits.Length; i++)
                _registers[i] = _bits[i] ? (ushort)1 : (ushort)0;
        }
        return Result;
    }

    /// <summary>The registers of one tag inside the answer; bits stand as 0 and 1.</summary>
    public ReadOnlySpan<ushort> RegistersOf(in ModbusTag tag) => _registers.AsSpan(tag.Address.Offset - Block.Address, tag.Span);
}
