namespace Millwright.Host.Imports.Formats;

/// <summary>All formats there are: the one list to add a new one to.</summary>
internal static class ImporterList
{
    public static IReadOnlyList<Importer> All { get; } =
    [
        new("kepware", "a Kepware project saved as JSON", (file, bytes, plant) => KepwareProject.Read(ForeignFile.Parse(file, bytes), plant)),
        new("ignition", "tags of Ignition exported as JSON", (file, bytes, plant) => IgnitionTags.Read(ForeignFile.Parse(file, bytes), plant)),
        new("opc-publisher", "publishednodes.json of OPC Publisher", (file, bytes, plant) => PublishedNodes.Read(ForeignFile.Parse(file, bytes), plant)),
        new("neuron", "the configuration of EMQX Neuron as JSON", (file, bytes, plant) => NeuronConfiguration.Read(ForeignFile.Parse(file, bytes), plant)),
        new("thingsboard", "a connector (Modbus, OPC UA) of the ThingsBoard gateway", (file, bytes, plant) => ThingsBoardConnector.Read(ForeignFile.Parse(file, bytes), plant)),
        new("csv", "a table of tags, a row each", TagTableCsv.Read),
    ];
}
