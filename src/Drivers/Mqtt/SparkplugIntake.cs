using System.Text;
using Millwright.Drivers.Payloads;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Mqtt.Sparkplug;

namespace Millwright.Drivers.Mqtt;

/// <summary>
/// The driver as host application: births tell what metrics there are, data follows by alias, deaths make tags Bad. A message that does not follow the one
/// before it makes the node be asked for its births again. Used by one thread.
/// </summary>
internal sealed class SparkplugIntake
{
    /// <summary>A node that was asked and did not answer is asked again by its next message after this.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(10);

    private readonly Dictionary<(string Group, string Node), SparkplugNode> _nodes = [];
    private readonly TimeProvider _clock;

    public SparkplugIntake(IReadOnlyList<MqttTag> tags, TimeProvider clock)
    {
        _clock = clock;
        foreach (var tag in tags.Where(t => t.IsSparkplug && t.Topic is not null))
        {
            var parts = tag.Topic!.Split('/');
            if (parts.Length is not (2 or 3))
                continue;
            if (!_nodes.TryGetValue((parts[0], parts[1]), out var node))
                _nodes.Add((parts[0], parts[1]), node = new(parts[0], parts[1]));
            var key = (parts.Length > 2 ? parts[2] : "", tag.Options.Path ?? "");
            if (!node.Tags.TryGetValue(key, out var takers))
                node.Tags.Add(key, takers = []);
            takers.Add(tag);
        }
    }

    /// <summary>One filter for each edge node.</summary>
    public IEnumerable<string> Filters => _nodes.Keys.SelectMany(n => new[] { $"{SparkplugTopic.Namespace}/{n.Group}/+/{n.Node}", $"{SparkplugTopic.Namespace}/{n.Group}/+/{n.Node}/+" });

    /// <summary>Topics to ask for births at: of all nodes at the beginning, later of those that were not understood.</summary>
    public Queue<string> ToAsk { get; } = new();

    public bool Has(SparkplugTopic topic) => _nodes.ContainsKey((topic.Group, topic.Node));

    /// <summary>Asks every node for its births.</summary>
    public void AskAll()
    {
        foreach (var node in _nodes.Values)
            Ask(node);
    }

    /// <summary>Takes a message.</summary>
    /// <param name="topic">Of a node that <see cref="Has"/> knows.</param>
    /// <param name="bytes">The payload.</param>
    /// <param name="output">Told of deaths; null while nobody runs.</param>
    /// <param name="found">Takes what was read, tag by tag.</param>
    /// <returns>Null, or why it was not taken.</returns>
    public string? Take(SparkplugTopic topic, ReadOnlySpan<byte> bytes, ISourceOutput? output, List<(MqttTag Tag, Reading Reading, bool IsHistorical)> found)
    {
        var node = _nodes[(topic.Group, topic.Node)];
        if (topic.Type is SparkplugMessageType.NodeCommand or SparkplugMessageType.DeviceCommand)
            return null;
        var fault = PayloadReader.Read(bytes, out var payload);
        if (fault != PayloadFault.None)
            return $"it is no payload of Sparkplug B: {fault}";
        if (topic.Type == SparkplugMessageType.NodeDeath)
        {
            node.State = node.State.Died(BdSeq(payload), out var death);
            if (death == HostAction.Take)
                Fail(node, null, output, "the edge node says that it is gone");
            return null;
        }
        if (payload.Seq is not <= byte.MaxValue)
            return "it has no sequence number";
        var seq = (byte)payload.Seq.Value;
        if (topic.Type == SparkplugMessageType.NodeBirth)
        {
            node.State = HostNodeState.Born(seq, BdSeq(payload));
            node.Forget(null);
        }
        else
        {
            if (node.State.IsAsked && _clock.GetElapsedTime(node.AskedAt) > AskAgainAfter)
                node.State = node.State.AskAgain();
            node.State = node.State.Said(seq, out var action);
            if (action == HostAction.AskRebirth)
                Ask(node);
            if (action != HostAction.Take)
                return null;
        }
        if (topic.Type == SparkplugMessageType.DeviceDeath)
        {
            Fail(node, topic.Device, output, "the device says that it is gone");
            return null;
        }
        return TakeMetrics(node, topic, ref payload, found);
    }

    private string? TakeMetrics(SparkplugNode node, SparkplugTopic topic, ref PayloadReader payload, List<(MqttTag Tag, Reading Reading, bool IsHistorical)> found)
    {
        var device = topic.Device ?? "";
        var isBirth = topic.Type is SparkplugMessageType.NodeBirth or SparkplugMessageType.DeviceBirth;
        if (topic.Type == SparkplugMessageType.DeviceBirth)
            node.Forget(device);
        string? problem = null;
        while (payload.TryReadMetric(out var metric))
        {
            var name = Encoding.UTF8.GetString(metric.Name);
            var type = metric.DataType ?? MetricDataType.Unknown;
            if (isBirth && metric.Alias is { } told)
                node.Learn(device, told, name, type);
            if (name.Length == 0 && (metric.Alias is not { } alias || !node.TryName(device, alias, out name, out var born)))
            {
                node.State = node.State.NotUnderstood(out var action);
                if (action == HostAction.AskRebirth)
                    Ask(node);
                return problem;
            }
            else if (type == MetricDataType.Unknown && metric.Alias is { } known && node.TryName(device, known, out _, out born))
            {
                type = born;
            }
            foreach (var tag in node.Tags.GetValueOrDefault((device, name)) ?? [])
            {
                if (isBirth)
                    tag.MetricType = type;
                if (MetricReading.TryRead(metric, type, MqttTag.KindOf(tag.Options), payload.Timestamp, out var reading))
                    found.Add((tag, reading, metric.IsHistorical));
                else
                    problem = $"metric '{name}' of {type} is no {MqttTag.KindOf(tag.Options).Word()}";
            }
        }
        return payload.Fault == PayloadFault.None ? problem : $"it is no payload of Sparkplug B: {payload.Fault}";
    }

    private void Ask(SparkplugNode node)
    {
        node.State = node.State with { IsAsked = true };
        node.AskedAt = _clock.GetTimestamp();
        ToAsk.Enqueue(node.CommandTopic);
    }

    private static void Fail(SparkplugNode node, string? device, ISourceOutput? output, string problem)
    {
        foreach (var tag in node.TagsOf(device))
        {
            tag.MetricType = MetricDataType.Unknown;
            if (tag.Fault == problem)
                continue;
            tag.Fault = problem;
            output?.TagFailed(tag.Handle, Quality.BadNoCommunication, problem, "look at the device; its birth makes the tag Good again");
        }
    }

    private static ulong? BdSeq(PayloadReader payload)
    {
        while (payload.TryReadMetric(out var metric))
        {
            if (metric.Name.SequenceEqual("bdSeq"u8))
                return metric.Bits;
        }
        return null;
    }
}
