using System.Globalization;
using Millwright.Drivers;
using Millwright.Drivers.Modbus;
using Millwright.Flow.Options;
using Millwright.Historian;
using Millwright.Host.Configuration.Plants;
using Millwright.Model;

namespace Millwright.Benchmarks.Pipeline;

/// <summary>A plant that reads every register of the simulated devices as a tag of its own, once a second, with the options a plant has when it sets none.</summary>
internal static class BulkConfiguration
{
    /// <param name="devices">"port:registers" of each.</param>
    /// <param name="flushAfter">How often the head is sealed.</param>
    public static PlantConfiguration Of(IEnumerable<string> devices, TimeSpan flushAfter)
    {
        var place = new ConfigurationPlace("plant.yaml", 1);
        var driver = DriverList.All.First(d => d.Name == "modbus-tcp");
        var connections = new List<ConnectionConfiguration>();
        var tags = new List<TagConfiguration>();
        var texts = new TextPool();
        foreach (var device in devices)
        {
            var parts = device.Split(':');
            var name = $"device{connections.Count}";
            var asset = TagPath.Parse($"acme/berlin/hall/{name}");
            // Equal options and texts are one object, as they are when a configuration is read from files.
            var options = new TagOptions { From = name };
            connections.Add(new(name, place, driver, new() { Driver = driver.Name }, new ModbusConnectionOptions { Address = $"127.0.0.1:{parts[0]}" }, default));
            for (var register = 0; register < int.Parse(parts[1], CultureInfo.InvariantCulture); register++)
            {
                tags.Add(new(TagPath.Parse($"{asset}/register{register}").Sharing(texts), place, name, options,
                    new ModbusTagOptions { Register = $"holding {register}" }, default));
            }
        }
        return new()
        {
            Plant = TagPath.Parse("acme/berlin"),
            Tier = Tier.Edge,
            TimeZone = TimeZoneInfo.Utc,
            Connections = connections,
            Assets = [],
            Tags = tags,
            Sections = Sections(flushAfter),
        };
    }

    /// <summary>All that a plant has, as it is when nothing is written but how often the head is sealed.</summary>
    public static Dictionary<string, SectionConfiguration> Sections(TimeSpan flushAfter) => PlantSections.All.ToDictionary(
        s => s.Key,
        s => new SectionConfiguration(
            s.OptionsType == typeof(HistorianOptions) ? new HistorianOptions { FlushAfter = flushAfter } : Activator.CreateInstance(s.OptionsType)!,
            new("plant.yaml", 1), default));
}
