using Millwright.Benchmarks.Pipeline;
using Millwright.Drivers;
using Millwright.Drivers.OpcUa;
using Millwright.Flow.Options;
using Millwright.Host.Configuration.Plants;
using Millwright.Model;

namespace Millwright.Benchmarks.OpcUa;

/// <summary>A plant that subscribes to every variable of <see cref="ServerPart"/> as a tag of its own, at a scan of one second.</summary>
internal static class OpcUaPlantConfiguration
{
    // A variable changes once a second: looked at ten times as often, no change falls between two looks.
    private static readonly TimeSpan Sampling = TimeSpan.FromMilliseconds(100);

    public static PlantConfiguration Of(int port, int variables, TimeSpan flushAfter)
    {
        var place = new ConfigurationPlace("plant.yaml", 1);
        var driver = DriverList.All.First(d => d.Name == "opc-ua");
        var asset = TagPath.Parse("acme/berlin/hall/server");
        // Equal options and texts are one object, as they are when a configuration is read from files.
        var texts = new TextPool();
        var options = new TagOptions { From = "server" };
        var connection = new OpcUaConnectionOptions { Address = $"opc.tcp://127.0.0.1:{port}", Security = OpcUaSecurity.None, Sampling = Sampling };
        return new()
        {
            Plant = TagPath.Parse("acme/berlin"),
            Tier = Tier.Edge,
            TimeZone = TimeZoneInfo.Utc,
            Connections = [new("server", place, driver, new() { Driver = driver.Name }, connection, default)],
            Assets = [],
            Tags =
            [
                .. Enumerable.Range(0, variables).Select(n => new TagConfiguration(
                    TagPath.Parse($"{asset}/v{n}").Sharing(texts), place, "server", options, new OpcUaTagOptions { Node = $"ns=1;i={1_000_000 + n}" }, default)),
            ],
            Sections = BulkConfiguration.Sections(flushAfter),
        };
    }
}
