using Millwright.Modbus.Registers;

namespace Millwright.Simulators.Registers;

/// <summary>One line of a machine's manual: what stands where.</summary>
public sealed record RegisterPoint
{
    /// <summary>Name in snake case, unique in the machine.</summary>
    public required string Name { get; init; }

    public required ModbusArea Area { get; init; }

    /// <summary>First address, 0-based.</summary>
    public required int Address { get; init; }

    public required RegisterType Type { get; init; }

    /// <summary>Registers (or bits) taken.</summary>
    public required int Length { get; init; }

    public required WordOrder Order { get; init; }

    /// <summary>Value = register x scale.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Symbol of the unit; empty without.</summary>
    public string Unit { get; init; } = "";

    public required string Description { get; init; }

    public bool Writable { get; init; }

    /// <summary>Limits of a write, in the unit; a value outside is refused with exception 3.</summary>
    public double Low { get; init; } = double.NegativeInfinity;

    /// <inheritdoc cref="Low"/>
    public double High { get; init; } = double.PositiveInfinity;

    /// <summary>Registers a type takes; text says its own length.</summary>
    public static int LengthOf(RegisterType type) => type switch
    {
        RegisterType.Int32 or RegisterType.UInt32 or RegisterType.Float32 => 2,
        RegisterType.UInt64 or RegisterType.Float64 => 4,
        _ => 1,
    };
}
