using Millwright.Flow.Tags;
using Millwright.Model;
using Millwright.Mqtt.Sparkplug;
using Millwright.Publish.Forwarding;

namespace Millwright.Publish.Sparkplug;

/// <summary>
/// Which tags are metrics of which devices, as one version of the configuration has it. A device is a connection, because it is the
/// connection that is there or not; a metric's name is the tag's path below the plant.
/// </summary>
internal sealed class EdgeTags
{
    private readonly Dictionary<TagHandle, EdgeTag> _byHandle = [];
    private readonly Dictionary<(string Device, string Name), EdgeTag> _byName = [];

    public EdgeTags(TagTable tags, TagPath plant, TagSelection selection)
    {
        Version = tags.Version;
        foreach (var handle in tags.Active)
        {
            var tag = tags[handle];
            if (!tag.Path.IsWithin(plant) || tag.Path == plant || !selection.Has(tag.Path, plant) || MetricEncoding.TypeOf(tag.Kind) == MetricDataType.Unknown)
                continue;
            // Zero is left to the node's own metrics.
            var metric = new EdgeTag(handle, tag, tag.Connection, tag.Path.ToString()[(plant.Length + 1)..], (ulong)handle.Index + 1);
            _byHandle.Add(handle, metric);
            _byName[(metric.Device, metric.Name)] = metric;
        }
        Devices = _byHandle.Values.GroupBy(t => t.Device, StringComparer.Ordinal).ToDictionary(g => g.Key, g => (IReadOnlyList<EdgeTag>)[.. g], StringComparer.Ordinal);
    }

    /// <summary>Of the tag table.</summary>
    public int Version { get; }

    public IReadOnlyDictionary<string, IReadOnlyList<EdgeTag>> Devices { get; }

    public EdgeTag? Find(TagHandle handle) => _byHandle.GetValueOrDefault(handle);

    /// <summary>The metric of a command: by its alias, or by its name.</summary>
    public EdgeTag? Find(string device, ulong? alias, string name)
    {
        if (name.Length > 0)
            return _byName.GetValueOrDefault((device, name));
        return alias is > 0 and <= int.MaxValue && Find(new TagHandle((int)alias.Value - 1)) is { } tag && tag.Device == device ? tag : null;
    }
}

/// <summary>A tag as a metric.</summary>
internal sealed record EdgeTag(TagHandle Handle, TagDefinition Definition, string Device, string Name, ulong Alias);
