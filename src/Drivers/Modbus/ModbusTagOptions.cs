using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Millwright.Modbus.Registers;

namespace Millwright.Drivers.Modbus;

/// <summary>Where a tag stands in a Modbus device. As text it is the address, with the unit where it has one of its own.</summary>
public sealed class ModbusTagOptions
{
    private ModbusAddress _address;
    /// <summary>What was written, where that is not how <see cref="_address"/> is written.</summary>
    private string? _written = "";

    [Required]
    [Description("holding 100 (0-based), 40101 (1-based), input 7, coil 3, discrete 3, or holding 100.5 for a bit")]
    public string Register
    {
        get => _written ?? _address.ToString();
        set => _written = ModbusAddress.TryParse(value, out _address, out _) && _address.ToString() == value ? null : value;
    }

    [Description("the type in the registers; bool for coils, discrete inputs and bits, else uint16")]
    public ModbusType? As { get; set; }

    [Description("registers of a string, or elements of an array")]
    [Range(1, 125)]
    public byte? Length { get; set; }

    [Description("word order, where it differs from the connection's")]
    public WordOrder? WordOrder { get; set; }

    [Description("the unit (slave) id behind a gateway")]
    [Range(0, 255)]
    public byte? UnitId { get; set; }

    [Description("true when the first character of a string stands in the low byte")]
    public bool LowByteFirst { get; set; }

    public override string ToString()
    {
        var text = _written is null || ModbusAddress.TryParse(_written, out _, out _) ? _address.ToString() : _written;
        return UnitId is { } unit ? $"unit {unit} {text}" : text;
    }
}

/// <summary>The types that registers hold.</summary>
public enum ModbusType : byte
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
