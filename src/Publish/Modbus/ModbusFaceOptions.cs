using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using Millwright.Modbus.Registers;
using Millwright.Model;
using Millwright.Security;

namespace Millwright.Publish.Modbus;

/// <summary>How the plant is shown to Modbus clients. They can read; Modbus knows no users, so that only addresses that are named can write by it.</summary>
public sealed class ModbusFaceOptions
{
    [Description("The address and port to listen on; the default is this machine alone.")]
    public string Listen { get; set; } = "127.0.0.1:1502";

    [Description("The unit id that answers; without it each one does.")]
    [Range(0, 255)]
    public int? Unit { get; set; }

    [Description("The word order of values that take several registers.")]
    public WordOrder WordOrder { get; set; } = WordOrder.Abcd;

    [Description("What is read of a tag that is not Good: not-available (the value of its type that says so), exception (the request fails), or last (its last value).")]
    public WhenNotGood WhenNotGood { get; set; } = WhenNotGood.NotAvailable;

    [Description("Where a bit for each tag begins, in the order of the map, that is on while the tag is Good: discrete 0, or coil 0.")]
    public string? GoodBits { get; set; }

    [Description("The most connections at once.")]
    [Range(1, 65_535)]
    public int MaxConnections { get; set; } = 64;

    [Description("The role that clients' writes have at the gate; without it nobody writes.")]
    public Role? WritesAs { get; set; }

    [Description("The addresses whose clients may write: 10.0.3.17, or a network, 10.0.3.0/24.")]
    public IReadOnlyList<string>? WriteFrom { get; set; }

    [Description("Which tags stand where.")]
    public IReadOnlyList<ModbusMapOptions> Map { get; set; } = [];

    /// <summary>All that is wrong with the options.</summary>
    public IEnumerable<OptionProblem> Validate()
    {
        if (!IPEndPoint.TryParse(Listen, out var address) || address.Port == 0)
            yield return new("listen", $"'{Listen}' is no address and port", "write for example 127.0.0.1:1502, or 0.0.0.0:502 for all networks");
        if (GoodBits is not null && (!ModbusAddress.TryParse(GoodBits, out var bits, out _) || !bits.IsBitArea))
            yield return new("good_bits", $"'{GoodBits}' is no place of bits", "write for example discrete 0");
        if (Map.Count == 0)
            yield return new("map", "no tag has a place", "write for example map: [{ tags: press-shop/*, register: holding 0 }]");
        foreach (var entry in Map)
        {
            foreach (var problem in entry.Validate())
                yield return problem;
        }
        foreach (var from in (WriteFrom ?? []).Where(f => !TryNetwork(f, out _)))
            yield return new("write_from", $"'{from}' is no address and no network", "write for example 10.0.3.17 or 10.0.3.0/24");
        var isWritable = Map.Any(e => e.Writable);
        if (isWritable && (WritesAs is null || WriteFrom is not { Count: > 0 }))
            yield return new("map", "tags are writable and nobody may write them", "add 'writes_as: operator' and 'write_from' with the clients' addresses");
        if (!isWritable && (WritesAs is not null || WriteFrom is not null))
            yield return new(WritesAs is not null ? "writes_as" : "write_from", "no tag of the map is writable", "write 'writable: true' at an entry of the map");
        if (WritesAs == Role.Viewer)
            yield return new("writes_as", "a viewer cannot write", "write operator, engineer or admin");
    }

    /// <summary>A network as it is written.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    internal static IPNetwork Network(string text) => TryNetwork(text, out var network) ? network : throw new FormatException($"'{text}' is no network.");

    private static bool TryNetwork(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network))
            return true;
        if (!IPAddress.TryParse(text, out var address))
            return false;
        network = new(address, address.GetAddressBytes().Length * 8);
        return true;
    }

    /// <summary>Where to listen.</summary>
    internal IPEndPoint EndPoint => IPEndPoint.Parse(Listen);
}

/// <summary>What is read of a tag that is not Good.</summary>
public enum WhenNotGood
{
    /// <summary>NaN, the lowest value of a signed type, the highest of an unsigned one, an empty text: what SunSpec and many devices mean by not available.</summary>
    NotAvailable,

    /// <summary>Exception 4 for each request that touches it.</summary>
    Exception,

    /// <summary>The last value it had; only the bit says that it is not Good.</summary>
    Last,
}

/// <summary>One tag, or a family of them one behind the other.</summary>
public sealed class ModbusMapOptions
{
    [Required]
    [Description("A tag below the plant, or a beginning of paths with * behind it: their tags stand one behind the other, in the order of their paths")]
    public string Tags { get; set; } = "";

    [Required]
    [Description("where the first one stands: holding 0, input 100, coil 0, discrete 0")]
    public string Register { get; set; } = "";

    [Description("the type in the registers; without it the one that holds all values of the tag")]
    public RegisterKind? As { get; set; }

    [Description("registers of a text")]
    [Range(1, 125)]
    public int Length { get; set; } = 16;

    [Description("the value divided by it stands in the registers, rounded: 0.1 shows 21.5 as 215")]
    public double Scale { get; set; } = 1;

    [Description("true lets clients write it, as far as the gate allows")]
    public bool Writable { get; set; }

    internal IEnumerable<OptionProblem> Validate()
    {
        if (Writable && ModbusAddress.TryParse(Register, out var place, out _) && place.Area is ModbusArea.DiscreteInput or ModbusArea.InputRegister)
            yield return new("map", $"Modbus cannot write '{Register}'", "write holding or coil, or remove 'writable'");
        if (!ModbusAddress.TryParse(Register, out var address, out var problem))
            yield return new("map", problem!, "write for example holding 0");
        else if (address.Bit >= 0)
            yield return new("map", $"'{Register}' is a bit of a register", "give it a register of its own, or a coil");
        if (Tags.IndexOf('*', StringComparison.Ordinal) is >= 0 and var star && star != Tags.Length - 1)
            yield return new("map", $"'{Tags}' has a * that is not its end", "write the beginning of the paths with * behind it");
        if (Scale == 0 || !double.IsFinite(Scale))
            yield return new("map", "the scale is no number other than 0", "write for example 0.1");
    }
}
