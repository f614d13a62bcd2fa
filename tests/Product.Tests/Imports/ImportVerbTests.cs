using System.Text.Json.Nodes;
using Millwright.Drivers;
using Millwright.Host.Configuration.Loading;
using Millwright.Host.Configuration.Plants;
using Millwright.Host.Imports;
using Millwright.Product.Tests.Configuration;

namespace Millwright.Product.Tests.Imports;

public sealed class ImportVerbTests : IDisposable
{
    private const string Nodes = """[ { "EndpointUrl": "opc.tcp://10.0.3.20:4840", "OpcNodes": [ { "Id": "ns=2;s=Speed", "DisplayName": "speed" } ] } ]""";

    private readonly ImportBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_new_folder_is_a_plant_that_checks()
    {
        var folder = Path.Combine(_bench.Folder, "new");
        Assert.Equal(0, await _bench.RunAsync("opc-publisher", Nodes, "--out", folder, "--as", "acme/berlin"));
        Assert.Equal($"{folder}/plant.yaml: 1 connections and 1 tags; 0 things could not be carried over as they are\n", _bench.Out.ToString());
        var plant = new PlantLoader(DriverList.All, PlantSections.All, _ => null).Load(folder);
        Assert.Empty(plant.Findings);
        Assert.Equal("acme/berlin/10.0.3.20/speed", Assert.Single(plant.Configuration!.Tags).Path.ToString());
        Assert.Equal(1, await _bench.RunAsync("opc-publisher", Nodes, "--out", folder));
        Assert.Equal($"error: {folder}/plant.yaml: it is there already and is not written over; name a new folder\n", _bench.Error.ToString());
    }

    [Fact]
    public async Task A_part_has_no_path_of_its_own_and_is_included_by_another_plant()
    {
        Assert.Equal(0, await _bench.RunAsync("opc-publisher", Nodes, "--part"));
        using var plant = new TempPlant("plant: acme/berlin\ninclude: [areas/*.yaml]", ("areas/ua.yaml", _bench.Out.ToString())) { Drivers = DriverList.All };
        Assert.Single(plant.Good().Tags);
    }

    [Fact]
    public async Task For_machines_the_losses_are_json()
    {
        Assert.Equal(0, await _bench.RunAsync("opc-publisher", Nodes.Replace("\"Id\": \"ns=2;s=Speed\", ", "", StringComparison.Ordinal), "--json"));
        var answer = JsonNode.Parse(_bench.Out.ToString())!;
        Assert.Equal((1, 0), ((int)answer["connections"]!, (int)answer["tags"]!));
        Assert.Equal("[0].OpcNodes[0]|speed|has no node id|write its Id", string.Join('|', answer["losses"]![0]!.AsObject().Select(p => p.Value!.ToString())));
    }

    [Theory]
    [InlineData("kepware", "{", ":1: this is no JSON; export the file again, and do not change it by hand")]
    [InlineData("kepware", "{}", ": project.channels: is missing, so this is no project of Kepware; save the project as JSON: File, Save As, *.json")]
    [InlineData("kepware", "[1]", ": project.channels: is missing, so this is no project of Kepware; save the project as JSON: File, Save As, *.json")]
    [InlineData("kepware", "{\"project\":{\"channels\":[{\"devices\":[{\"common.ALLTYPES_NAME\":\"\\ud800\"}]}]}}", ": a text in it is no Unicode; save the file as UTF-8")]
    [InlineData("ignition", "\"tags\"", ": tags: is missing, so this is no export of tags; export a folder of tags in the Designer as JSON")]
    [InlineData("opc-publisher", "[{}]", ": [0].EndpointUrl: is missing, so this is no file of published nodes; name the publishednodes.json of OPC Publisher")]
    [InlineData("neuron", "{\"nodes\":[]}", ": nodes: or tags are missing, so this is no configuration of Neuron; export it with GET /api/v2/global/config")]
    [InlineData("thingsboard", "{\"broker\":{}}", ": master: and server.url are missing, so this is no connector for Modbus or OPC UA; name the gateway's modbus.json or opcua.json of version 3")]
    [InlineData("csv", "a,b\n", ":1: the columns 'tag' and 'from' are missing; name the columns in the first line: tag,from,connection.driver,connection.address,register,as")]
    public async Task What_is_no_such_file_is_refused(string format, string text, string error)
    {
        Assert.Equal(1, await _bench.RunAsync(format, text));
        Assert.Equal($"error: {_bench.File}{error}\n", _bench.Error.ToString());
        Assert.Empty(_bench.Out.ToString());
    }

    [Fact]
    public async Task Deep_json_is_refused_before_it_takes_the_stack()
    {
        Assert.Equal(1, await _bench.RunAsync("ignition", new string('[', 100_000)));
        Assert.Equal($"error: {_bench.File}:1: more than {ForeignFile.MaxDepth} levels lie within each other; export the file again, and do not change it by hand\n", _bench.Error.ToString());
    }

    [Fact]
    public async Task A_huge_file_is_refused_before_it_is_read()
    {
        await using (var file = File.Create(_bench.File + ".big"))
            file.SetLength(ForeignFile.MaxBytes + 1L);
        var thrown = Assert.Throws<ImportException>(() => ForeignFile.Read(_bench.File + ".big"));
        Assert.Equal($"{_bench.File}.big: it has 67,108,865 bytes; at most 67,108,864 are read; export it in parts", thrown.Message);
    }

    [Fact]
    public async Task A_file_that_is_not_there_and_a_path_that_cannot_be_are_named()
    {
        Assert.Equal(1, await _bench.RunAsync("csv", "", "--as", "no path!"));
        Assert.StartsWith("error: --as: segment 'no path!' has the character ' '", _bench.Error.ToString(), StringComparison.Ordinal);
        var thrown = Assert.Throws<ImportException>(() => ForeignFile.Read("/nowhere/at.all"));
        Assert.StartsWith("/nowhere/at.all: ", thrown.Message, StringComparison.Ordinal);
    }
}
