namespace Millwright.Simulators.Registers;

/// <summary>How a point stands in its registers.</summary>
public enum RegisterType
{
    /// <summary>A coil or discrete input.</summary>
    Bit,
    Int16,
    UInt16,
    Int32,
    UInt32,
    UInt64,
    Float32,
    Float64,

    /// <summary>Two characters a register, first character in the high byte.</summary>
    Text,
}
