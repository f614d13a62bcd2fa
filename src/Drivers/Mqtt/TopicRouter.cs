using System.Text;
using Millwright.Mqtt.Messages;

namespace Millwright.Drivers.Mqtt;

/// <summary>From a topic to the tags that take its messages. Used by one thread.</summary>
internal sealed class TopicRouter
{
    /// <summary>Topics whose tags are remembered; beyond it they are looked for each time.</summary>
    private const int MaxRemembered = 100_000;

    private readonly Dictionary<string, MqttTag[]> _byTopic = new(StringComparer.Ordinal);
    private readonly List<MqttTag> _wild;
    private readonly Dictionary<string, MqttTag[]> _remembered = new(StringComparer.Ordinal);

    public TopicRouter(IReadOnlyList<MqttTag> tags)
    {
        var own = tags.Where(t => !t.IsSparkplug).ToList();
        _wild = [.. own.Where(t => t.HasWildcard)];
        foreach (var group in own.Where(t => t is { Topic: not null, HasWildcard: false }).GroupBy(t => t.Topic!))
            _byTopic.Add(group.Key, [.. group]);
        Filters = [.. own.Select(t => t.Topic).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    /// <summary>One filter for each topic of a tag.</summary>
    public IReadOnlyList<string> Filters { get; }

    public MqttTag[] Find(string topic)
    {
        if (_wild.Count == 0)
            return _byTopic.GetValueOrDefault(topic) ?? [];
        if (_remembered.TryGetValue(topic, out var known))
            return known;
        var name = Encoding.UTF8.GetBytes(topic);
        MqttTag[] found = [.. _byTopic.GetValueOrDefault(topic) ?? [], .. _wild.Where(t => TopicFilters.Matches(t.Filter, name))];
        if (_remembered.Count < MaxRemembered)
            _remembered.Add(topic, found);
        return found;
    }
}
