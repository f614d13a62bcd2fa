using Millwright.Host.Configuration.Binding;
using Millwright.Host.Configuration.Plants;
using Millwright.Host.Configuration.Yaml;
using Millwright.Model;
using Millwright.Publish.Bridging;

namespace Millwright.Host.Configuration.Loading;

/// <summary>Reads bridges and finds the tags of each: what would write one tag from two, or chase a value round in circles, is refused.</summary>
internal sealed class BridgeReader(TagPath plant, Binder binder, Findings findings, SecretResolver secrets, TagReader tags)
{
    private readonly Dictionary<string, ConfigurationPlace> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where each written tag is written from.</summary>
    private readonly Dictionary<TagPath, Source> _sources = [];

    public List<BridgeConfiguration> Bridges { get; } = [];

    public void Read(IEnumerable<YamlEntry> entries)
    {
        foreach (var entry in entries)
        {
            var name = entry.Key.Text;
            if (!TagPath.TryParse(name, out var segment, out var problem) || segment.Depth != 1)
                findings.Error(entry.Place, $"bridge name '{name}' cannot be: {problem ?? "it has a '/'"}", "use letters, digits, '_', '-' and '.'");
            else if (!_names.TryAdd(name, entry.Place))
                findings.Error(entry.Place, $"bridge '{name}' stands twice, first at {_names[name]}", "rename or remove one of them");
            else if (entry.Value is not YamlMapping node)
                findings.Error(entry.Place, $"bridge '{name}' is {entry.Value.Kind}", "write a mapping such as { from: line1/press3/*, to: line2/mirror/* }");
            else
                Read(name, entry.Place, node);
        }
        CheckLoops();
    }

    private void Read(string name, ConfigurationPlace place, YamlMapping node)
    {
        var options = new BridgeOptions();
        var before = findings.Errors;
        var faulty = binder.Bind(node, $"bridge '{name}'", [options], []);
        Consequences.Report(findings, node, options.Validate(), faulty);
        if (findings.Errors != before)
            return;
        var links = Links(node, options);
        if (links.Count == 0 && findings.Errors == before)
            findings.Error(node.Find("from")?.Place ?? place, $"'{options.From}' is no tag of the plant", Near(options.From));
        foreach (var link in links)
        {
            if (options.Direction != BridgeDirection.From)
                Claim(name, node.Find("to")!.Place, link.To, link.From);
            if (options.Direction != BridgeDirection.To)
                Claim(name, node.Find("from")!.Place, link.From, link.To);
        }
        Bridges.Add(new(name, place, options, links, YamlFingerprint.Of(node, secrets.ResolveQuietly)));
    }

    private List<BridgeLink> Links(YamlMapping node, BridgeOptions options)
    {
        var links = new List<BridgeLink>();
        foreach (var tag in tags.Tags)
        {
            if (options.CounterpartOf(Relative(tag.Path)) is not { } counterpart)
                continue;
            if (!TagPath.TryParse($"{plant}/{counterpart}", out var path, out _) || tags.Find(path) is not { } found)
            {
                findings.Error(node.Find("to")!.Place, $"'{counterpart}', the counterpart of '{Relative(tag.Path)}', is no tag of the plant", Near(counterpart));
                continue;
            }
            links.Add(new(tag.Path, found.Path));
        }
        return links;
    }

    private void Claim(string bridge, ConfigurationPlace place, TagPath written, TagPath from)
    {
        if (written == from)
            findings.Error(place, $"'{Relative(written)}' would be written from itself", "name another tag");
        else if (tags.Tags.Find(t => t.Path == written) is { Options.Access: null })
            findings.Error(place, $"'{Relative(written)}' cannot be written", "give the tag 'write: { }' with its limits");
        else if (_sources.TryGetValue(written, out var other))
            findings.Error(place, $"'{Relative(written)}' is written by bridge '{other.Bridge}' already, from '{Relative(other.From)}'", "let one bridge write a tag");
        else
            _sources.Add(written, new(bridge, place, from));
    }

    /// <summary>Each tag is written from one other at most, so a loop shows by going back from tag to tag. Two tags with each other are damped, if it is one bridge.</summary>
    private void CheckLoops()
    {
        var done = new HashSet<TagPath>();
        foreach (var start in _sources.Keys)
        {
            var way = new List<TagPath>();
            var at = start;
            while (_sources.TryGetValue(at, out var source) && done.Add(at))
            {
                way.Add(at);
                at = source.From;
            }
            var loop = way.Skip(way.IndexOf(at)).ToList();
            if (way.IndexOf(at) < 0 || (loop.Count == 2 && _sources[loop[0]].Bridge == _sources[loop[1]].Bridge))
                continue;
            loop.Reverse();
            findings.Error(
                _sources[at].Place, $"the bridges make a loop: {string.Join(" -> ", loop.Append(loop[0]).Select(Relative))}", "remove one of them, or write 'direction: both' in one bridge of two tags");
        }
    }

    private string Near(string path) =>
        NearestWord.Find(path, [.. tags.Tags.Select(t => Relative(t.Path))]) is { } near ? $"write '{near}'" : "write the path of a tag below the plant";

    private string Relative(TagPath path) => path.ToString()[(plant.ToString().Length + 1)..];

    private sealed record Source(string Bridge, ConfigurationPlace Place, TagPath From);
}
