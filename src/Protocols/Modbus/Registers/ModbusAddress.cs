namespace Millwright.Modbus.Registers;

/// <summary>
/// A place in a device: area, 0-based protocol address, and optionally one bit of a register.
/// <para><c>holding 100</c>, <c>hr:100</c>, <c>input 7</c>, <c>ir:7</c>, <c>coil 3</c>, <c>discrete 3</c>, <c>di:3</c> give the 0-based protocol
/// address, as it stands on the wire, 0 to 65535. Five or six digits alone are the 1-based notation of manuals:
/// <c>40101</c> and <c>400101</c> both are <c>holding 100</c>, <c>30001</c> is <c>input 0</c>, <c>10001</c> is <c>discrete 0</c>,
/// <c>00001</c> is <c>coil 0</c>. <c>holding #101</c> counts from 1 by name. <c>.5</c> behind a register means its bit 5 (0 is the lowest).</para>
/// </summary>
/// <param name="Area">The table.</param>
/// <param name="Offset">0-based protocol address.</param>
/// <param name="Bit">Bit of a register, 0 to 15; -1 means the whole register.</param>
public readonly record struct ModbusAddress(ModbusArea Area, ushort Offset, sbyte Bit = -1)
{
    /// <summary>Whether the area holds single bits.</summary>
    public bool IsBitArea => Area is ModbusArea.Coil or ModbusArea.DiscreteInput;

    /// <summary>The notation this library prefers: <c>holding 100</c>, <c>holding 100.5</c>.</summary>
    public override string ToString()
    {
        var area = Area switch
        {
            ModbusArea.Coil => "coil",
            ModbusArea.DiscreteInput => "discrete",
            ModbusArea.InputRegister => "input",
            _ => "holding",
        };
        return Bit < 0 ? $"{area} {Offset}" : $"{area} {Offset}.{Bit}";
    }

    /// <summary>Reads an address.</summary>
    /// <param name="text">The address as a person wrote it.</param>
    /// <param name="address">The address, when true is returned.</param>
    /// <param name="error">What is wrong and how to write it, when false is returned.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out ModbusAddress address, out string? error) =>
        AddressParser.TryParse(text.Trim(), out address, out error);

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">The text is no address; the message says how to write it.</exception>
    public static ModbusAddress Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var address, out var error) ? address : throw new FormatException(error);
}
