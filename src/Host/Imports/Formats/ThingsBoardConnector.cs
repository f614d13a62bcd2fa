using System.Globalization;
using System.Text.RegularExpressions;

namespace Millwright.Host.Imports.Formats;

/// <summary>
/// A connector of the ThingsBoard IoT gateway (3.x): <c>modbus.json</c> with its slaves or <c>opcua.json</c> with its mapping. Time series and attributes
/// become tags of an asset with the device's name; what the gateway serves or writes is listed.
/// </summary>
internal static partial class ThingsBoardConnector
{
    private static readonly string[] Sources = ["timeseries", "attributes"];
    private static readonly string[] Written = ["attributeUpdates", "attributes_updates", "rpc", "rpc_methods"];

    public static void Read(ForeignValue file, ImportedPlant plant)
    {
        if (file.Find("master") is { } master)
        {
            foreach (var slave in master.List("slaves"))
                Slave(slave, plant);
            if (file.Find("slave") is { } own)
                plant.Lose(own, "slave", "is what the gateway shows to others by Modbus", "see publish in docs/configuration.md");
        }
        else if (file.Find("server") is { } server && server.Text("url") is { } url)
            Server(file, server, url, plant);
        else
            throw new ImportException("master", "and server.url are missing, so this is no connector for Modbus or OPC UA", "name the gateway's modbus.json or opcua.json of version 3");
    }

    private static void Slave(ForeignValue slave, ImportedPlant plant)
    {
        var name = slave.Text("deviceName") ?? "device";
        var host = slave.Text("host");
        var driver = (slave.Text("type"), slave.Text("method")) switch
        {
            ("serial", "ascii") => "modbus-ascii",
            ("serial", _) => "modbus-rtu",
            ("udp", _) => "modbus-udp",
            ("tls", _) => "modbus-tls",
            (_, "rtu") => "modbus-rtu-over-tcp",
            _ => "modbus-tcp",
        };
        var keys = new TagKeys().Add("driver", driver);
        if (driver is "modbus-rtu" or "modbus-ascii")
            keys.Add("port", slave.Text("port") ?? slave.Text("serialPort")).Add("baud", slave.Text("baudrate")).Add("stop_bits", slave.Text("stopbits"))
                .Add("parity", slave.Text("parity") switch { "N" => "none", "O" => "odd", "E" => "even", _ => null });
        else
            keys.Add("address", $"{host}:{slave.Text("port") ?? "502"}");
        // The gateway turns the order of words, and apart from it that of the bytes in each.
        var order = (slave.Text("byteOrder") is "LITTLE", slave.Text("wordOrder") is "LITTLE") switch
        {
            (false, true) => "cdab",
            (true, false) => "badc",
            (true, true) => "dcba",
            _ => null,
        };
        keys.Add("unit", slave.Text("unitId")).Add("word_order", order).AddMilliseconds("scan", slave.Number("pollPeriod"));
        var connection = plant.Connect(name, keys.All, slave.Place);
        foreach (var list in Sources)
        {
            foreach (var value in slave.List(list))
                Register(value, name, connection, plant);
        }
        LoseWritten(slave, plant);
    }

    private static void Register(ForeignValue value, string device, string connection, ImportedPlant plant)
    {
        var name = value.Text("tag") ?? "tag";
        var keys = new TagKeys().Add(ImportText.From, connection);
        var area = value.Number("functionCode") switch { 1 => "coil", 2 => "discrete", 3 => "holding", 4 => "input", _ => null };
        var count = value.Number("objectsCount") ?? 1;
        var type = value.Text("type") ?? "";
        var kind = KindOf(type);
        if (area is null || value.Number("address") is not { } address || (kind is null && !type.StartsWith("bit", StringComparison.Ordinal)))
        {
            plant.Lose(value, name, $"has the type '{type}' or a function code that nothing here has", "add the tag by hand");
            return;
        }
        var isBits = area is "coil" or "discrete";
        if (kind is null && (!isBits || count != 1))
        {
            plant.Lose(value, name, "is several bits in one value, or bits of a register", "write a tag for each bit, as register: holding 100.3");
            return;
        }
        var factor = value.Number("multiplier") ?? (value.Number("divider") is { } divider && divider != 0 ? 1 / divider : null);
        keys.Add("register", string.Create(CultureInfo.InvariantCulture, $"{area} {address}")).Add("as", isBits ? null : kind)
            .Add("length", kind == "string" ? count : null).Add("scale", factor is 1 ? null : factor);
        plant.Add([device], name, keys.All, value.Place);
    }

    private static void Server(ForeignValue file, ForeignValue server, string url, ImportedPlant plant)
    {
        var identity = server.Find("identity")?.Text("type");
        if (identity is not (null or "anonymous"))
            plant.Lose(server, url, $"signs in by {identity}; what is secret is not carried over", "add user: and password: ${env:NAME} to the connection");
        var policy = server.Text("security");
        if (policy is "Basic128Rsa15" or "Basic256")
            plant.Lose(server, url, $"uses {policy}, which is broken; the strongest that the server offers is taken", "let the server offer Basic256Sha256 or better");
        var keys = new TagKeys().Add("driver", "opc-ua").Add("address", url)
            .Add("security", policy switch { "Basic256Sha256" => "basic256-sha256", "None" => "none", _ => null })
            .AddMilliseconds("scan", server.Number("pollPeriodInMillis"))
            .Add("poll", server.Flag("enableSubscriptions") == false ? "true" : null);
        var connection = plant.Connect(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Host.Length > 0 ? address.Host : "server", keys.All, server.Place);
        foreach (var device in file.List("mapping"))
        {
            var info = device.Find("deviceInfo");
            var name = info?.Text("deviceNameExpressionSource") is "constant" ? info?.Text("deviceNameExpression") ?? "device" : device.Text("deviceNodePattern") ?? "device";
            foreach (var list in Sources)
            {
                foreach (var value in device.List(list))
                    Node(value, device, name, connection, plant);
            }
            LoseWritten(device, plant);
        }
    }

    private static void Node(ForeignValue value, ForeignValue device, string asset, string connection, ImportedPlant plant)
    {
        var name = value.Text("key") ?? "value";
        var written = Inside().Match(value.Text("value") ?? "") is { Success: true } inside ? inside.Groups["text"].Value : value.Text("value") ?? "";
        string? node = null;
        if (value.Text("type") is "identifier")
            node = written;
        else if (value.Text("type") is "path" && !written.Contains(".*", StringComparison.Ordinal))
        {
            var above = device.Text("deviceNodeSource") is "path" ? Steps(device.Text("deviceNodePattern") ?? "") : [];
            string[] own = Steps(written);
            string[] steps = own is ["Root", ..] ? own : [.. above, .. own];
            // Without a namespace at each name there is no telling which node is meant.
            if (steps is ["Root", "Objects" or "0:Objects", .. var rest] && rest.Length > 0 && rest.All(s => s.Contains(':', StringComparison.Ordinal)))
                node = string.Concat(rest.Select(s => "/" + s));
        }
        if (string.IsNullOrEmpty(node))
            plant.Lose(value, name, $"is named by '{written}', a pattern or a path without namespaces", "browse the server and write the node, as node: /2:Machine/2:Speed");
        else
            plant.Add([asset], name, new TagKeys().Add(ImportText.From, connection).Add("node", node).All, value.Place);
    }

    private static string[] Steps(string path) => path.Replace(@"\\.", ".", StringComparison.Ordinal).Replace(@"\.", ".", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries);

    private static void LoseWritten(ForeignValue device, ImportedPlant plant)
    {
        foreach (var list in Written)
        {
            foreach (var value in device.List(list))
                plant.Lose(value, value.Text("tag") ?? value.Text("key") ?? value.Text("method") ?? list, "writes to the device; here a write needs bounds, a command its arguments",
                    "add write: { low: 0, high: 100 } to the tag, or commands: to the asset");
        }
    }

    private static string? KindOf(string type) => type switch
    {
        "16int" or "8int" => "int16",
        "16uint" or "8uint" => "uint16",
        "32int" => "int32",
        "32uint" => "uint32",
        "64int" => "int64",
        "64uint" => "uint64",
        "32float" => "float32",
        "64float" => "float64",
        "string" => "string",
        _ => null,
    };

    [GeneratedRegex(@"^\$\{(?<text>[^{}]*)\}$", RegexOptions.CultureInvariant)]
    private static partial Regex Inside();
}
