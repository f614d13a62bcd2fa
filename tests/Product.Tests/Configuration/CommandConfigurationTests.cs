using Millwright.Drivers;
using Millwright.Host.Configuration.Reload;

namespace Millwright.Product.Tests.Configuration;

/// <summary>Commands of assets and events of connections, as they are written.</summary>
public sealed class CommandConfigurationTests
{
    private const string Start = """
        plant: acme/berlin
        timezone: UTC
        connections:
          press3: { driver: opc-ua, address: "opc.tcp://10.0.3.20:4840", events: { min_severity: 200, fields: [HighLimit] } }
          oven: { driver: modbus-tcp, address: "10.0.3.17:502", unit: 1 }
        assets:
          shop/press3:
            connection: press3
            tags:
              mode: { node: "i=1", as: uint16 }
            commands:

        """;

    [Fact]
    public void A_command_is_read_with_its_arguments_and_conditions()
    {
        using var folder = new TempPlant(Start + "      start: { method: \"ns=2;s=Start\", role: engineer, arguments: { speed: { range: 0..100, default: 5 }, recipe: { as: string } }, only_when: { mode: 1 } }") { Drivers = DriverList.All };
        var command = Assert.Single(folder.Good().Commands);
        Assert.Equal(("acme/berlin/shop/press3/start", "press3", "engineer"), (command.Path.ToString(), command.Connection, command.Options.Role));
        Assert.Equal(["speed", "recipe"], command.Options.Arguments!.Keys);
        Assert.Equal("1", command.Options.OnlyWhen!["mode"]);
    }

    [Theory]
    [InlineData("start: { method: \"nonsense\" }", "no node id")]
    [InlineData("start: { method: \"i=1\", from: oven }", "calls no methods")]
    [InlineData("start: { method: \"i=1\", from: nobody }", "'nobody' is unknown")]
    [InlineData("start: { method: \"i=1\", role: viewer }", "cannot call")]
    [InlineData("start: { method: \"i=1\", only_when: { speed: 1 } }", "names tag 'speed'")]
    [InlineData("mode: { method: \"i=1\" }", "has the path of a tag")]
    [InlineData("start: { method: \"i=1\", arguments: { a: { as: int16, default: x } } }", "is no int16")]
    [InlineData("start: { method: \"i=1\", arguments: { a: { range: 0..1, default: 2 } } }", "is outside")]
    [InlineData("start: { method: \"i=1\", arguments: { a: { as: string, range: 0..1 } } }", "is no number")]
    public void What_is_wrong_with_a_command_is_said_at_its_line(string written, string problem)
    {
        using var folder = new TempPlant(Start + "      " + written) { Drivers = DriverList.All };
        var finding = Assert.Single(folder.Load().Findings, f => !f.IsWarning);
        Assert.Contains(problem, finding.ToString(), StringComparison.Ordinal);
        Assert.Contains("plant.yaml:12", finding.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("events: { nodes: [] }", "no node is listened to")]
    [InlineData("events: { types: [/2:Path] }", "no node id")]
    [InlineData("events: { min_severity: 0 }", "min_severity")]
    [InlineData("max_events: 0", "0 events a second")]
    public void What_is_wrong_with_events_is_said(string written, string problem)
    {
        var text = $"plant: acme/berlin\ntimezone: UTC\nconnections:\n  press3: {{ driver: opc-ua, address: \"opc.tcp://10.0.3.20:4840\", {written} }}\n";
        using var folder = new TempPlant(text) { Drivers = DriverList.All };
        Assert.Contains(folder.Load().Findings, f => f.ToString().Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void A_changed_command_changes_its_asset_and_no_connection()
    {
        using var folder = new TempPlant(Start + "      start: { method: \"ns=2;s=Start\" }") { Drivers = DriverList.All };
        var before = folder.Good();
        folder.Write("plant.yaml", Start + "      start: { method: \"ns=2;s=Start\", role: admin }");
        var change = ConfigurationChange.Between(before, folder.Good());
        Assert.Equal("acme/berlin/shop/press3", Assert.Single(change.AssetsChanged).ToString());
        Assert.Empty(change.ConnectionsChanged);
        Assert.Empty(change.ConnectionsRetagged);
    }
}
