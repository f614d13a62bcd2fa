namespace Millwright.Modbus.Registers;

/// <summary>The four tables of the Modbus data model (MODBUS Application Protocol 1.1b3, 4.3).</summary>
public enum ModbusArea : byte
{
    /// <summary>Bits to read and write; 0xxxx in the old notation.</summary>
    Coil,

    /// <summary>Bits to read; 1xxxx.</summary>
    DiscreteInput,

    /// <summary>Registers to read; 3xxxx.</summary>
    InputRegister,

    /// <summary>Registers to read and write; 4xxxx.</summary>
    HoldingRegister,
}
