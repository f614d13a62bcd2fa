using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Simulators.Registers;

namespace Millwright.Simulators.Machines;

/// <summary>A simulated machine: physics behind, registers in front. Safe to be stepped and served from different threads.</summary>
public abstract class Machine
{
    private protected Machine(string name, string kind, Identification identification)
    {
        Name = name;
        Kind = kind;
        Identification = identification;
    }

    /// <summary>Unique in the plant, such as <c>press3</c>.</summary>
    public string Name { get; }

    /// <summary>What it is, such as <c>injection-press</c>.</summary>
    public string Kind { get; }

    public Identification Identification { get; }

    /// <summary>The register table, as the running program version places it.</summary>
    public abstract IReadOnlyList<RegisterPoint> Points { get; }

    /// <summary>Without power the physics stand still and nothing is drawn.</summary>
    internal bool IsPowered { get; set; } = true;

    /// <summary>What the machine takes from the plant now.</summary>
    internal abstract Draw Draw { get; }

    /// <summary>Lets the machine run for <paramref name="dt"/> seconds.</summary>
    internal abstract void Step(in Surroundings around, double dt);

    /// <summary>Brings the registers up to date; a master never sees a half-written state.</summary>
    internal abstract void Publish();

    /// <summary>Power comes back: memory is lost, the boot counter moves, the uptime starts again.</summary>
    internal abstract void Boot();

    internal abstract void SetMemory(MemoryState memory);

    /// <summary>Another program is loaded: all points below <see cref="Lifecycle.FirstAddress"/> move by so many registers, and the controller boots.</summary>
    internal abstract void LoadProgram(int moveBy);

    /// <summary>Reads a range; bits read as 0 and 1.</summary>
    internal abstract ModbusExceptionCode Read(ModbusArea area, int address, Span<ushort> values);

    /// <summary>Writes a range; it acts on the physics at once.</summary>
    internal abstract ModbusExceptionCode Write(ModbusArea area, int address, ReadOnlySpan<ushort> values);
}
