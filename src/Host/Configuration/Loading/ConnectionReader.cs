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
            {
                findings.Error(entry.Place, $"connection '{name}' stands twice, first at {first.Place}", "rename or remove one of them");
                Read(name, entry);
            }
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
            var faultyOptions = binder.Bind(node, "a connection", [picked, options], null);
            Consequences.Report(findings, node, options.Check(), faultyOptions);
            return new(entry.Place, null, null);
        }
        var own = Activator.CreateInstance(driver.OptionsType)!;
        var faulty = binder.Bind(node, $"a {driver.Name} connection", [picked, options, own], []);
        Consequences.Report(findings, node, options.Check().Concat(driver.Check(own)), faulty);
        if (findings.Errors == before)
            Connections.Add(new(name, entry.Place, driver, options, own, YamlFingerprint.Of(node, secrets.ResolveQuietly)));
        return new(entry.Place, driver, own);
    }

    /// <summary>The driver that is written, or the one that was probably meant, so that what else is wrong shows in the same run.</summary>
    private IDriver? FindDriver(YamlMapping node)
    {
        if (node.TextOf("driver") is not { } name)
            return null;
        if (drivers.FirstOrDefault(d => d.Name == name) is { } driver)
            return driver;
        var names = drivers.Select(d => d.Name).ToList();
        var near = NearestWord.Find(name, names);
        findings.Error(
            node.Find("driver")!.Value, $"driver '{name}' is unknown",
            near is null ? $"use {Words.List(names)}" : $"write '{near}'");
        return drivers.FirstOrDefault(d => d.Name == near);
    }
}

/// <summary>A connection's name as far as it could be read.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Driver">The driver that is written or was probably meant; null when nobody can say.</param>
/// <param name="DriverOptions">As far as they could be read, with the defaults elsewhere; null without a driver.</param>
internal sealed record ConnectionEntry(ConfigurationPlace Place, IDriver? Driver, object? DriverOptions);
