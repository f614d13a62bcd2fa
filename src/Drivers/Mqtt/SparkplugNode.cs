using Millwright.Mqtt.Sparkplug;

namespace Millwright.Drivers.Mqtt;

/// <summary>One edge node as the driver sees it: its state, what its births told, and the tags that take its metrics.</summary>
internal sealed class SparkplugNode(string group, string name)
{
    private readonly Dictionary<(string Device, ulong Alias), (string Name, MetricDataType Type)> _aliases = [];

    public string Group => group;

    public string Name => name;

    public HostNodeState State { get; set; }

    /// <summary>When it was asked for its births.</summary>
    public long AskedAt { get; set; }

    /// <summary>By device (empty for the node itself) and the metric's name.</summary>
    public Dictionary<(string Device, string Metric), List<MqttTag>> Tags { get; } = [];

    public string CommandTopic => new SparkplugTopic(SparkplugMessageType.NodeCommand, group, name, null).ToString();

    public IEnumerable<MqttTag> TagsOf(string? device) => Tags.Where(t => device is null || t.Key.Device == device).SelectMany(t => t.Value);

    /// <summary>A birth: earlier aliases of the device, or of all, count no more.</summary>
    public void Forget(string? device)
    {
        foreach (var key in _aliases.Keys.Where(k => device is null || k.Device == device).ToList())
            _aliases.Remove(key);
    }

    public void Learn(string device, ulong alias, string metric, MetricDataType type) => _aliases[(device, alias)] = (metric, type);

    public bool TryName(string device, ulong alias, out string metric, out MetricDataType type)
    {
        var isKnown = _aliases.TryGetValue((device, alias), out var told);
        (metric, type) = isKnown ? told : ("", MetricDataType.Unknown);
        return isKnown;
    }
}
