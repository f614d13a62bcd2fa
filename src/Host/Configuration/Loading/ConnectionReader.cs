using Millwright.Flow.Options;
using Millwright.Flow.Sources;
using Millwright.Host.Configuration.Binding;
using Millwright.Host.Configuration.Plants;
using Millwright.Host.Configuration.Yaml;
using Millwright.Model;

namespace Millwright.Host.Configuration.Loading;

/// <summary>Reads the connections; also those with errors are known by name, so that their tags are not said to be lost.</summary>
internal sealed class ConnectionReader(IReadOnlyList<IDriver> drivers, Binder binder, Findings findings, SecretResolver secrets)
{
    private readonly Dictionary<string, ConnectionEntry> _byName = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<string> Names => [.. _byName.Keys];

    public List<ConnectionConfiguration> Connections { get; } = [];

    public ConnectionEntry? Find(string name) => _byName.GetValueOrDefault(name);

    public void Read(IEnumerable<YamlEntry> entries)
    {
        foreach (var entry in entries)
        {
            var name = entry.Key.Text;
            if (_byName.TryGetValue(name, out var first))
                findings.Error(entry.Place, $"connection '{name}' stands twice, first at {first.Place}", "rename or remove one of them");
            else if (_byName.Count >= PlantKeys.MaxConnections)
                findings.Error(entry.Place, $"there are more than {PlantKeys.MaxConnections} connections", "split the plant over several nodes");
            else
                _byName.Add(name, Read(name, entry));
        }
    }

    private ConnectionEntry Read(string name, YamlEntry entry)
    {
        var before = findings.Errors;
        if (!TagPath.TryParse(name, out var segment, out var problem) || segment.Depth != 1)
            findings.Error(entry.Place, $"connection name '{name}' cannot be: {problem ?? "it has a '/'"}", "use letters, digits, '_', '-' and '.'");
        if (entry.Value is not YamlMapping node)
        {
            findings.Error(entry.Place, $"connection '{name}' is {entry.Value.Kind}", "write a mapping with at least 'driver: '");
            return new(entry.Place, null, null);
        }
        var picked = new ConnectionDriverOptions();
        var driver = FindDriver(node);
        var options = new ConnectionOptions();
        if (driver is null)
        {
            binder.Bind(node, "a connection", [picked, options], null);
            return new(entry.Place, null, null);
        }
        var own = Activator.CreateInstance(driver.OptionsType)!;
        binder.Bind(node, $"a {driver.Name} connection", [picked, options, own], []);
        if (findings.Errors == before)
        {
            foreach (var found in options.Check().Concat(driver.Check(own)))
                findings.Error(PlaceOf(node, found.Key), found.Problem, found.Remedy);
        }
        if (findings.Errors != before)
            return new(entry.Place, driver, null);
        Connections.Add(new(name, entry.Place, driver, options, own, YamlFingerprint.Of(node, secrets.ResolveQuietly)));
        return new(entry.Place, driver, own);
    }

    private IDriver? FindDriver(YamlMapping node)
    {
        if (node.TextOf("driver") is not { } name)
            return null;
        var driver = drivers.FirstOrDefault(d => d.Name == name);
        if (driver is null)
        {
            var names = drivers.Select(d => d.Name).ToList();
            var near = NearestWord.Find(name, names);
            findings.Error(
                node.Find("driver")!.Value, $"driver '{name}' is unknown",
                near is null ? $"use {Words.List(names)}" : $"write '{near}'");
        }
        return driver;
    }

    /// <summary>The line of a key, <c>write.low</c> for one within another; of the mapping itself when it is not written.</summary>
    public static ConfigurationPlace PlaceOf(YamlMapping node, string key)
    {
        var place = node.Place;
        YamlNode? at = node;
        foreach (var part in key.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if ((at as YamlMapping)?.Find(part) is not { } entry)
                break;
            place = entry.Place;
            at = entry.Value;
        }
        return place;
    }
}

/// <summary>A connection's name as far as it could be read.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Driver">Null when its driver is not known.</param>
/// <param name="DriverOptions">Null when they have errors.</param>
internal sealed record ConnectionEntry(ConfigurationPlace Place, IDriver? Driver, object? DriverOptions);
