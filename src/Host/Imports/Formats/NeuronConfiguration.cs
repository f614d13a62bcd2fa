using System.Globalization;
using System.Text.RegularExpressions;
using Millwright.Flow.Sources;

namespace Millwright.Host.Imports.Formats;

/// <summary>
/// The configuration of EMQX Neuron (2.x) as its HTTP interface gives it: nodes with their settings, groups with an interval, tags. Nodes of the plugins
/// Modbus TCP, Modbus RTU (serial) and OPC UA are carried over; a tag stands at <c>node/group</c>.
/// </summary>
internal static partial class NeuronConfiguration
{
    private static readonly string[] Applications = ["MQTT", "eKuiper", "Monitor", "WebSocket", "SparkPlugB", "Azure IoT", "AWS IoT"];

    public static void Read(ForeignValue file, ImportedPlant plant)
    {
        if (file.Find("nodes") is null || file.Find("tags") is null)
            throw new ImportException("nodes", "or tags are missing, so this is no configuration of Neuron", "export it with GET /api/v2/global/config");
        var settings = file.List("settings").Where(s => s.Text("node") is not null).ToLookup(s => s.Text("node")!, s => s.Find("params") ?? s);
        var intervals = file.List("groups").ToLookup(g => (g.Text("driver"), g.Text("group")), g => g.Number("interval"));
        var nodes = new Dictionary<string, (string Connection, bool IsModbus, int Base)>();
        foreach (var node in file.List("nodes"))
        {
            var name = node.Text("name") ?? "node";
            var plugin = node.Text("plugin") ?? "";
            if (Keys(plugin, settings[name].FirstOrDefault(), name, plant) is { } keys)
                nodes.TryAdd(name, (plant.Connect(name, keys, node.Place), plugin != "OPC UA", (int)(settings[name].First().Number("address_base") ?? 1)));
            else if (Applications.Contains(plugin, StringComparer.OrdinalIgnoreCase))
                plant.Lose(node, name, $"publishes by {plugin}", "see publish in docs/configuration.md");
            else
                plant.Lose(node, name, $"is of the plugin '{plugin}', or its settings cannot be read", "leave it to Neuron, or connect the device by hand");
        }
        foreach (var part in file.List("tags"))
        {
            var (driver, group) = (part.Text("driver") ?? "", part.Text("group") ?? "group");
            foreach (var tag in part.List("tags"))
            {
                var name = tag.Text("name") ?? "tag";
                if (!nodes.TryGetValue(driver, out var node))
                    plant.Lose(tag, name, $"belongs to '{driver}', which is not carried over", "see there");
                else
                    Tag(tag, name, node.Connection, node.IsModbus, node.Base, [driver, group], intervals[(driver, group)].FirstOrDefault(), plant);
            }
        }
    }

    private static IReadOnlyList<TagKey>? Keys(string plugin, ForeignValue settings, string name, ImportedPlant plant)
    {
        var host = settings.Text("host");
        var port = settings.Text("port") ?? "502";
        if (settings.Number("endianess") is { } order && order != 1)
            plant.Lose(settings, name, "has a byte order of its own; ABCD is carried over", "compare a value with the device and write word_order at the connection");
        var timeout = settings.Number("timeout");
        return plugin switch
        {
            "Modbus TCP" when host is not null && settings.Number("connection_mode") is null or 0 =>
                new TagKeys().Add("driver", settings.Number("transport_mode") == 1 ? "modbus-udp" : "modbus-tcp").Add("address", $"{host}:{port}").AddMilliseconds("timeout", timeout).All,
            "Modbus RTU" when settings.Text("device") is { } device && settings.Number("link") is null or 0 =>
                new TagKeys().Add("driver", "modbus-rtu").Add("port", device)
                    .Add("baud", settings.Number("baud") switch { 0 => "115200", 1 => "57600", 2 => "38400", 3 => "19200", 4 => "9600", 5 => "4800", 6 => "2400", 7 => "1800", 8 => "1200", 9 => "600", _ => null })
                    .Add("parity", settings.Number("parity") switch { 0 => "none", 1 => "odd", 2 => "even", _ => null })
                    .Add("stop_bits", settings.Number("stop") switch { 0 => "1", 1 => "2", _ => null }).AddMilliseconds("timeout", timeout).All,
            "Modbus RTU" when host is not null => new TagKeys().Add("driver", "modbus-rtu-over-tcp").Add("address", $"{host}:{port}").AddMilliseconds("timeout", timeout).All,
            "OPC UA" when settings.Text("url") is { } url => SignedIn(new TagKeys().Add("driver", "opc-ua").Add("address", url), settings, name, plant).All,
            _ => null,
        };
    }

    private static TagKeys SignedIn(TagKeys keys, ForeignValue settings, string name, ImportedPlant plant)
    {
        if (settings.Text("username") is not null)
            plant.Lose(settings, name, "signs in with a password; what is secret is not carried over", "add user: and password: ${env:NAME} to the connection");
        return keys;
    }

    private static void Tag(
        ForeignValue tag, string name, string connection, bool isModbus, int firstAddress, string[] folders, double? interval, ImportedPlant plant)
    {
        var keys = new TagKeys().Add(ImportText.From, connection);
        var written = tag.Text("address") ?? "";
        var problem = isModbus ? Register(written, KindOf(tag), firstAddress, keys) : Node(written, KindOf(tag), keys);
        if (problem is not null)
        {
            plant.Lose(tag, name, problem, "add the tag by hand");
            return;
        }
        keys.AddMilliseconds("scan", interval)
            .Add("scale", tag.Number("decimal") is { } factor && factor != 0 && factor != 1 ? factor : null)
            .Add("offset", tag.Number("bias") is { } bias && bias != 0 ? bias : null)
            .Add("description", tag.Text("description"));
        plant.Add(folders, name, keys.All, tag.Place);
    }

    /// <summary><c>1!400001</c>, <c>1!400001.3</c> for a bit, <c>1!400001#BL</c> with a byte order, <c>1!400001.20H</c> for a text.</summary>
    private static string? Register(string written, string? kind, int firstAddress, TagKeys keys)
    {
        if (Address().Match(written) is not { Success: true } address)
            return $"has the address '{written}', which names no register, coil or text in them";
        var offset = int.Parse(address.Groups["number"].Value, CultureInfo.InvariantCulture) - firstAddress;
        if (offset is < 0 or > 65_535)
            return $"has the address '{written}', which is outside of a device's 65536";
        var area = address.Groups["area"].Value switch { "0" => "coil", "1" => "discrete", "3" => "input", _ => "holding" };
        var bit = address.Groups["bit"].Value;
        if (kind is null || (kind == "bool" && area is "input" or "holding" && bit.Length == 0))
            return $"has a type at '{written}' that no register holds";
        var order = address.Groups["order"].Value switch { "BB" => "dcba", "BL" => "cdab", "LB" or "B" => "badc", "LL" or "L" => "abcd", _ => null };
        keys.Add("register", kind == "bool" && bit.Length > 0 ? $"{area} {offset}.{bit}" : $"{area} {offset}").Add("unit_id", address.Groups["unit"].Value)
            .Add("as", kind == "bool" ? null : kind).Add("word_order", order);
        if (kind != "string")
            return bit.Length > 0 && kind != "bool" ? $"names a bit at '{written}' and has another type" : null;
        if ((address.Groups["bytes"].Value is { Length: > 0 } bytes ? bytes : bit) is not { Length: > 0 } length)
            return $"is a text whose length '{written}' does not say";
        keys.Add("length", (int.Parse(length, CultureInfo.InvariantCulture) + 1) / 2).Add("low_byte_first", address.Groups["text"].Value is "L" ? "true" : null);
        return null;
    }

    /// <summary><c>2!Speed</c> for a name in a namespace, <c>0!2258</c> for a number.</summary>
    private static string? Node(string written, string? kind, TagKeys keys)
    {
        if (written.IndexOf('!', StringComparison.Ordinal) is var at && (at <= 0 || !ushort.TryParse(written[..at], CultureInfo.InvariantCulture, out _)))
            return $"has the address '{written}', which is no namespace!node";
        if (kind is null)
            return "has a type that nothing here has";
        var id = written[(at + 1)..];
        var form = uint.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? "i" : Guid.TryParse(id, out _) ? "g" : "s";
        keys.Add("node", $"ns={written[..at]};{form}={id}").Add("as", kind);
        return null;
    }

    private static string? KindOf(ForeignValue tag) => tag.Number("type") switch
    {
        1 => "int8",
        2 => "uint8",
        3 => "int16",
        4 or 16 => "uint16",
        5 => "int32",
        6 or 17 => "uint32",
        7 => "int64",
        8 or 18 => "uint64",
        9 => "float32",
        10 => "float64",
        11 or 12 => "bool",
        13 => "string",
        _ => null,
    };

    [GeneratedRegex(@"^(?<unit>[0-9]{1,3})!(?<area>[0134])(?<number>[0-9]{4,5})(#(?<order>BB|BL|LB|LL|B|L))?(\.(?<bit>[0-9]|1[0-5])|\.(?<bytes>[0-9]{1,3})(?<text>[HL])?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
