using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Millwright.Modbus.Registers;

namespace Millwright.Drivers.Modbus;

/// <summary>Where a tag stands in a Modbus device.</summary>
public sealed class ModbusTagOptions
{
    [Required]
    [Description("holding 100 (0-based), 40101 (1-based), input 7, coil 3, discrete 3, or holding 100.5 for a bit")]
    public string Register { get; set; } = "";

    [Description("the type in the registers; bool for coils, discrete inputs and bits, else uint16")]
    public ModbusType? As { get; set; }

    [Description("registers of a string, or elements of an array")]
    [Range(1, 125)]
    public int? Length { get; set; }

    [Description("word order, where it differs from the connection's")]
    public WordOrder? WordOrder { get; set; }

    [Description("the unit (slave) id behind a gateway")]
    [Range(0, 255)]
    public int? UnitId { get; set; }

    [Description("true when the first character of a string stands in the low byte")]
    public bool LowByteFirst { get; set; }
}

/// <summary>The types that registers hold.</summary>
public enum ModbusType
{
    Bool,
    Int16,
    Uint16,
    Int32,
    Uint32,
    Int64,
    Uint64,
    Float32,
    Float64,
    String,
    Bcd16,
    Bcd32,
}
