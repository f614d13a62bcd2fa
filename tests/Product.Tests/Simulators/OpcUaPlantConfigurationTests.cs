using System.Globalization;
using System.Runtime.CompilerServices;
using Millwright.OpcUa.Types;
using Millwright.Simulators.Machines;
using Millwright.Simulators.OpcUa;
using Millwright.Simulators.Plants;
using Millwright.Simulators.Registers;
using YamlDotNet.RepresentationModel;

namespace Product.Tests.Simulators;

/// <summary>The OPC UA sample's text against the machines' own tables and ports.</summary>
public sealed class OpcUaPlantConfigurationTests
{
    private readonly YamlMappingNode _plant = Load();

    [Fact]
    public void Every_tag_is_a_node_of_a_machine_behind_its_connections_port()
    {
        var count = 0;
        foreach (var (asset, name, tag) in Tags())
        {
            var where = $"{asset}/{name}";
            var connection = (YamlMappingNode)_plant["connections"][tag["from"].ToString()];
            Assert.Equal("opc-ua", connection["driver"].ToString());
            var machines = MachinesAt(new Uri(connection["address"].ToString()).Port);
            var node = tag["node"].ToString().Split(';');
            var machine = machines.SingleOrDefault(m => $"nsu={OpcUaPlan.NamespaceOf(m)}" == node[0]);
            Assert.True(machine is not null, $"{where}: no such machine behind this port");
            var point = machine.Points.SingleOrDefault(p => $"s={p.Name}" == node[1]);
            Assert.True(point is not null, $"{where}: {machine.Name} has no {node[1]}");
            Assert.True(point.Unit == (Text(tag, "unit") ?? ""), $"{where}: unit {point.Unit}");
            Assert.True(WordOf(point) == (Text(tag, "as") ?? "float64"), $"{where}: {PointValues.TypeOf(point)}");
            Assert.True(point.Writable == tag.Children.ContainsKey("write"), $"{where}: write");
            if (point.Writable)
                Assert.Equal((point.Low, point.High), (Number(tag["write"], "low"), Number(tag["write"], "high")));
            count++;
        }
        Assert.InRange(count, 15, 40);
    }

    [Fact]
    public void It_starts_the_machines_that_it_asks() => Assert.Equal("true", _plant["simulate"]["opc_ua"].ToString());

    private static string WordOf(RegisterPoint point) => PointValues.TypeOf(point) switch
    {
        BuiltInType.Boolean => "bool",
        BuiltInType.Int32 => "int32",
        BuiltInType.UInt32 => "uint32",
        BuiltInType.Float => "float32",
        _ => "float64",
    };

    private static IEnumerable<Machine> MachinesAt(int port)
    {
        var ports = new DemoPlant(1, TimeZoneInfo.Utc).Ports(0, null);
        return ports[port - new SimulatedOpcUaOptions().BasePort].Units.Values;
    }

    private IEnumerable<(string Asset, string Name, YamlMappingNode Tag)> Tags() =>
        from asset in ((YamlMappingNode)_plant["assets"]).Children
        where ((YamlMappingNode)asset.Value).Children.ContainsKey("tags")
        from tag in ((YamlMappingNode)asset.Value["tags"]).Children
        select (asset.Key.ToString(), tag.Key.ToString(), (YamlMappingNode)tag.Value);

    private static string? Text(YamlNode node, string key) => ((YamlMappingNode)node).Children.TryGetValue(key, out var value) ? value.ToString() : null;

    private static double Number(YamlNode node, string key) => double.Parse(Text(node, key)!, CultureInfo.InvariantCulture);

    private static YamlMappingNode Load([CallerFilePath] string here = "")
    {
        using var reader = new StreamReader(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "samples", "opc-ua-plant", "plant.yaml"));
        var yaml = new YamlStream();
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }
}
