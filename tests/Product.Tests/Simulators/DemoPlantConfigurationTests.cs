using System.Globalization;
using System.Runtime.CompilerServices;
using Millwright.Model;
using Millwright.Modbus.Registers;
using Millwright.Simulators.Machines;
using Millwright.Simulators.Plants;
using Millwright.Simulators.Registers;
using YamlDotNet.RepresentationModel;

namespace Product.Tests.Simulators;

/// <summary>The sample's text against the machines' own tables: a tag that reads the wrong register would look alive and lie.</summary>
public sealed class DemoPlantConfigurationTests
{
    private readonly YamlMappingNode _plant = Load("plant.yaml");
    private readonly Dictionary<string, YamlMappingNode> _templates = [];
    private readonly List<(string Asset, YamlMappingNode Node)> _assets = [];

    public DemoPlantConfigurationTests()
    {
        foreach (var file in ((YamlSequenceNode)_plant["include"]).Select(node => Load(node.ToString())))
        {
            foreach (var (name, node) in Entries(file, "templates"))
                _templates[name] = node;
            _assets.AddRange(Entries(file, "assets"));
        }
    }

    [Fact]
    public void Every_tag_is_a_line_of_its_machines_table()
    {
        var count = 0;
        foreach (var (asset, name, tag, connection) in Tags())
        {
            var machine = MachineOf(connection, Text(tag, "unit_id"));
            Assert.True(ModbusAddress.TryParse(Text(tag, "register"), out var address, out var error), $"{asset}/{name}: {error}");
            var point = machine.Points.SingleOrDefault(p => p.Area == address.Area && p.Address == address.Offset);
            Assert.True(point is not null, $"{asset}/{name}: {machine.Name} has nothing at {address}");
            var where = $"{asset}/{name} ({point.Name})";
            if (point.Type != RegisterType.Bit)
                Assert.True(string.Equals(point.Type == RegisterType.Text ? "string" : point.Type.ToString(), Text(tag, "as"), StringComparison.OrdinalIgnoreCase), where);
            if (point.Type == RegisterType.Text)
                Assert.Equal(point.Length, (int)Number(tag, "length", 0));
            Assert.True(point.Scale == Number(tag, "scale", 1), where);
            Assert.True(point.Unit == (Text(tag, "unit") ?? ""), where);
            var order = Text(tag, "word_order") ?? Text(connection, "word_order") ?? "abcd";
            if (point.Type is not (RegisterType.Bit or RegisterType.Text))
                Assert.True(string.Equals(point.Order.ToString(), order, StringComparison.OrdinalIgnoreCase), $"{where}: {point.Order}, not {order}");
            AssertWrite(tag, point, where);
            AssertDeadband(tag, point, where);
            count++;
        }
        Assert.InRange(count, 120, 200);
    }

    [Fact]
    public void Every_machine_is_shown()
    {
        var shown = Tags().Select(t => MachineOf(t.Connection, Text(t.Tag, "unit_id")).Name).ToHashSet();
        Assert.Equal(11, shown.Count);
    }

    [Fact]
    public void State_names_are_those_of_the_machines()
    {
        foreach (var (_, _, tag, _) in Tags().Where(t => t.Name == "state"))
        {
            var states = (YamlMappingNode)tag["states"];
            foreach (var state in Enum.GetValues<MachineState>())
                Assert.Equal(state.ToString(), states[((int)state).ToString(CultureInfo.InvariantCulture)].ToString(), ignoreCase: true);
        }
    }

    private static void AssertWrite(YamlMappingNode tag, RegisterPoint point, string where)
    {
        Assert.True(point.Writable == tag.Children.ContainsKey("write"), where);
        if (!point.Writable)
            return;
        var write = (YamlMappingNode)tag["write"];
        Assert.True(point.Low == Number(write, "low", double.NaN) && point.High == Number(write, "high", double.NaN), $"{where}: limits");
        Assert.Contains(Text(write, "role"), new[] { "operator", "engineer" });
    }

    private static void AssertDeadband(YamlMappingNode tag, RegisterPoint point, string where)
    {
        if (Text(tag, "deadband")?.Split(' ', 2) is not [_, var symbol])
            return;
        Assert.True(Unit.TryParse(symbol, out var unit) && unit.Symbol == point.Unit, $"{where}: deadband in {symbol}");
    }

    private IEnumerable<(string Asset, string Name, YamlMappingNode Tag, YamlMappingNode Connection)> Tags()
    {
        foreach (var (asset, node) in _assets)
        {
            IEnumerable<(string, YamlMappingNode)> tags = Entries(node, "tags");
            if (Text(node, "type") is { } type && _templates.TryGetValue(type, out var template))
                tags = tags.Concat(Entries(template, "tags"));
            foreach (var (name, tag) in tags)
                yield return (asset, name, tag, (YamlMappingNode)_plant["connections"][Text(tag, "from") ?? Text(node, "connection")!]);
        }
    }

    private static Machine MachineOf(YamlMappingNode connection, string? unit)
    {
        var address = Text(connection, "address") ?? Text(connection, "port")!;
        var ports = new DemoPlant(1, TimeZoneInfo.Utc).Ports(15020, "data/line5.pty");
        var port = ports.Single(p => p.Link == address || $"127.0.0.1:{p.Port}" == address);
        return port.Units[byte.Parse(unit ?? Text(connection, "unit")!, CultureInfo.InvariantCulture)];
    }

    private static IEnumerable<(string Name, YamlMappingNode Node)> Entries(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var found) && found is YamlMappingNode entries
            ? entries.Children.Select(e => (e.Key.ToString(), (YamlMappingNode)e.Value))
            : [];

    private static string? Text(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? value.ToString() : null;

    private static double Number(YamlMappingNode node, string key, double otherwise) =>
        Text(node, key) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static YamlMappingNode Load(string file, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "samples", "demo-plant", file);
        using var reader = new StreamReader(path);
        var yaml = new YamlStream();
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }
}
