using Millwright.Model;
using Millwright.Drivers;
using Millwright.Drivers.Modbus;
using Millwright.Drivers.OpcUa;
using Millwright.Fakes;
using Millwright.Flow.Sources;
using Millwright.Host.Cli;
using Millwright.Product.Tests.Configuration;

namespace Millwright.Product.Tests.Cli;

public sealed class BrowseVerbTests : IDisposable
{
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly TempPlant _plant = new();

    public void Dispose() => _plant.Dispose();

    [Fact]
    public async Task What_an_opc_ua_server_offers_is_a_plant_that_runs_as_it_stands()
    {
        var states = new Dictionary<long, string> { [0] = "off", [1] = "bell \a", [2] = "" };
        var source = new ListedSource(node => node is null
            ? [
                ListedSource.Folder("i=1"),
                ListedSource.Variable("n1", "Speed", new("node", "nsu=urn:maker;s=a\n\"b\": {x}"), new("as", "float64"), new("unit", "1/min"), new("range", "0..3000")),
                ListedSource.Variable("n2", "speed", new("node", "nsu=urn:maker;s=2"), new("as", "int32"), new("states", states)),
                ListedSource.Variable("n3", "SPEED_2", new("node", "nsu=urn:maker;i=3"), new("as", "float64[]")),
            ]
            : [ListedSource.Variable("n5", "Start") with { CommandKeys = [new("method", "nsu=urn:maker;s=Start"), new("arguments", new Dictionary<string, string> { ["rate"] = "int32" })] },
                ListedSource.Variable("n6", "speed") with { CommandKeys = [new("method", "nsu=urn:maker;s=speed")] },
                ListedSource.Variable("n4", "Speed", new("node", "nsu=urn:maker;g=12345678-1234-1234-1234-123456789012"), new("as", "string"))]);
        Assert.Equal(0, await RunAsync(new Listing(Driver("opc-ua"), source), "browse", "opc.tcp://10.0.3.20:4840/plc?security=none", "--yaml"));
        var plant = Load();
        var connection = Assert.Single(plant.Connections);
        var options = Assert.IsType<OpcUaConnectionOptions>(connection.DriverOptions);
        Assert.Equal(("opc-ua", "opc.tcp://10.0.3.20:4840/plc", OpcUaSecurity.None), (connection.Driver.Name, options.Address, options.Security));
        Assert.All(plant.Tags, t => Assert.Equal(connection.Name, t.Connection));
        Assert.Equal(
            [
                "Speed nsu=urn:maker;s=a\n\"b\": {x}", "speed_3 nsu=urn:maker;s=2", "SPEED_2 nsu=urn:maker;i=3",
                "Speed_4 nsu=urn:maker;g=12345678-1234-1234-1234-123456789012",
            ],
            plant.Tags.Select(t => $"{t.Path.Name} {((OpcUaTagOptions)t.DriverOptions).Node}"));
        Assert.Equal(["Start", "speed_5"], plant.Commands.Select(c => c.Path.Name));
        Assert.All(plant.Commands, c => Assert.Equal(connection.Name, c.Connection));
    }

    [Fact]
    public async Task A_modbus_device_is_written_with_its_address_and_each_tags_unit()
    {
        var source = new ListedSource(_ => [ListedSource.Variable("unit/3/holding/7", "holding 7", new("register", "holding 7"), new("as", "uint16"), new("unit_id", (byte)3))]);
        Assert.Equal(0, await RunAsync(new Listing(Driver("modbus-tcp"), source), "browse", "modbus-tcp://10.0.3.17:1502", "--yaml"));
        Assert.Equal(
            """
            connections:
              machine: { driver: "modbus-tcp", address: "10.0.3.17:1502" }
            assets:
              area/line/machine:
                connection: machine
                tags:
                  holding_7: { register: holding 7, as: uint16, unit_id: 3 }

            """, _out.ToString());
        Assert.Equal((byte)3, Assert.IsType<ModbusTagOptions>(Assert.Single(Load().Tags).DriverOptions).UnitId);
    }

    [Fact]
    public async Task The_tags_of_a_connection_that_the_plant_has_name_it_and_do_not_write_it_again()
    {
        await using var instance = await ScriptedInstance.StartAsync(_plant.Folder);
        instance.Answers["POST /api/v1/connections/press3/browse"] =
            (200, """{"items":[{"node":"a","name":"a","kind":"variable","hasChildren":false,"yaml":"a: { node: x }"},{"node":"b","name":"b","kind":"folder","hasChildren":false}]}""");
        Assert.Equal(0, await RunAsync(null, "browse", "press3", "--yaml", "--plant", _plant.Folder));
        Assert.Equal("assets:\n  area/line/machine:\n    connection: press3\n    tags:\n      a: { node: x }\n", _out.ToString());
    }

    [Fact]
    public async Task A_folder_of_very_many_is_not_listed_to_its_end()
    {
        var source = new ListedSource(_ => Enumerable.Range(0, 3 * BrowseVerb.MaxItems).Select(n => ListedSource.Variable($"n{n}", $"v{n}", new TagKey("register", "holding 1"))));
        Assert.Equal(0, await RunAsync(new Listing(new FakeDriver("fake-tcp"), source), "browse", "fake-tcp://host:1"));
        Assert.Equal(BrowseVerb.MaxItems + 1, source.Listed);
        Assert.Equal(BrowseVerb.MaxItems, _out.ToString().Count(c => c == '\n'));
        Assert.Equal("warning: the list ends at 10000 items; name a part with --node\n", _error.ToString());
    }

    [Fact]
    public async Task A_list_that_ends_at_the_limit_by_itself_is_whole()
    {
        var source = new ListedSource(_ => Enumerable.Range(0, BrowseVerb.MaxItems).Select(n => ListedSource.Variable($"n{n}", $"v{n}")));
        Assert.Equal(0, await RunAsync(new Listing(new FakeDriver("fake-tcp"), source), "browse", "fake-tcp://host:1"));
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task A_node_that_stands_in_several_folders_is_listed_once_and_a_circle_ends()
    {
        var source = new ListedSource(node => node == "left"
            ? [ListedSource.Folder("right"), ListedSource.Variable("v", "v")]
            : [ListedSource.Folder("left"), ListedSource.Variable("v", "v")]);
        Assert.Equal(0, await RunAsync(new Listing(new FakeDriver("fake-tcp"), source), "browse", "fake-tcp://host:1", "--depth", "1000"));
        Assert.Equal(["left", "v", "right"], _out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')[0]));
    }

    [Fact]
    public async Task Where_nothing_can_be_a_tag_it_is_said_where_to_look()
    {
        var source = new ListedSource(_ => [ListedSource.Folder("a")]);
        Assert.Equal(1, await RunAsync(new Listing(new FakeDriver("fake-tcp"), source), "browse", "fake-tcp://host:1", "--yaml", "--depth", "1"));
        Assert.Empty(_out.ToString());
        Assert.Equal("error: fake-tcp://host:1: nothing that was found can be a tag; look deeper with --depth, or at a part with --node\n", _error.ToString());
    }

    private static IDriver Driver(string name) => DriverList.All.Single(d => d.Name == name);

    /// <summary>The output as it stands behind a plant's path.</summary>
    private Host.Configuration.Plants.PlantConfiguration Load()
    {
        using var plant = new TempPlant("plant: acme/berlin\n" + _out) { Drivers = DriverList.All };
        return plant.Good();
    }

    private async Task<int> RunAsync(IDriver? driver, params string[] arguments)
    {
        using var plant = new TempPlant { Drivers = driver is null ? [] : [driver] };
        return await new CommandLine(plant.Loader, new FakePlantCommands(), new(_out, _error, TextReader.Null, false), new ManualClock(), "1.2.3")
            .RunAsync(arguments, CancellationToken.None);
    }

    /// <summary>A driver whose device lists what the test says.</summary>
    private sealed class Listing(IDriver driver, ISource source) : IDriver
    {
        public string Name => driver.Name;

        public string Summary => driver.Summary;

        public Type OptionsType => driver.OptionsType;

        public Type TagOptionsType => driver.TagOptionsType;

        public IEnumerable<OptionProblem> Check(object options) => driver.Check(options);

        public IEnumerable<OptionProblem> CheckTag(object options, object tagOptions) => driver.CheckTag(options, tagOptions);

        public TagKind KindOf(object tagOptions) => driver.KindOf(tagOptions);

        public object AddressOf(object tagOptions) => driver.AddressOf(tagOptions);

        public string AddressOfConnection(object options) => driver.AddressOfConnection(options);

        public object? OptionsFromUri(Uri address) => driver.OptionsFromUri(address);

        public IReadOnlyList<TagKey> KeysOfConnection(object options) => driver.KeysOfConnection(options);

        public ISource Create(SourceSetup setup) => source;
    }
}
