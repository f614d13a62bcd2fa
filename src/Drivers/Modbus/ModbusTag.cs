using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Modbus.Registers;

namespace Millwright.Drivers.Modbus;

/// <summary>A tag's options worked out against its connection's: where it stands and how its registers become a value.</summary>
/// <param name="Handle">Whose samples these are.</param>
/// <param name="Unit">The unit id.</param>
/// <param name="Address">Area, 0-based offset, and bit.</param>
/// <param name="Type">The type in the registers.</param>
/// <param name="Order">The word order.</param>
/// <param name="Length">Elements of an array or registers of a string; 1 for a plain value.</param>
/// <param name="LowByteFirst">Byte order of text.</param>
/// <param name="Interval">How often it is read.</param>
internal readonly record struct ModbusTag(
    TagHandle Handle, byte Unit, ModbusAddress Address, ModbusType Type, WordOrder Order, byte Length, bool LowByteFirst, TimeSpan Interval)
{
    /// <summary>Registers (or bits, in a bit area) that the value takes.</summary>
    public int Span => Type switch
    {
        _ when Address.IsBitArea => Length,
        ModbusType.String => Length,
        ModbusType.Int32 or ModbusType.Uint32 or ModbusType.Float32 or ModbusType.Bcd32 => 2 * Length,
        ModbusType.Int64 or ModbusType.Uint64 or ModbusType.Float64 => 4 * Length,
        _ => Length,
    };

    /// <summary>The kind of the raw values.</summary>
    public TagKind Kind => KindOf(Type, Length);

    public static ModbusTag From(SourceTag tag, ModbusConnectionOptions connection)
    {
        var options = (ModbusTagOptions)tag.Options;
        var address = ModbusAddress.Parse(options.Register);
        return new(
            tag.Handle, options.UnitId ?? (byte)connection.Unit, address, TypeOf(options, address),
            options.WordOrder ?? connection.WordOrder, options.Length ?? 1, options.LowByteFirst, tag.Interval);
    }

    public static ModbusType TypeOf(ModbusTagOptions options, ModbusAddress address) =>
        options.As ?? (address.IsBitArea || address.Bit >= 0 ? ModbusType.Bool : ModbusType.Uint16);

    public static TagKind KindOf(ModbusType type, int length)
    {
        var kind = type switch
        {
            ModbusType.Bool => TagKind.Boolean,
            ModbusType.Int16 => TagKind.Int16,
            ModbusType.Uint16 or ModbusType.Bcd16 => TagKind.UInt16,
            ModbusType.Int32 => TagKind.Int32,
            ModbusType.Uint32 or ModbusType.Bcd32 => TagKind.UInt32,
            ModbusType.Int64 => TagKind.Int64,
            ModbusType.Uint64 => TagKind.UInt64,
            ModbusType.Float32 => TagKind.Float32,
            ModbusType.Float64 => TagKind.Float64,
            _ => TagKind.String,
        };
        return length > 1 && type != ModbusType.String ? (TagKind)((byte)kind | TagKinds.ArrayFlag) : kind;
    }
}
