using System.Text;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;

namespace Millwright.Publish.Bridging.Topics;

/// <summary>What of one side goes to the other, and by which name.</summary>
/// <param name="rules">All rules.</param>
/// <param name="isOut">From the plant's broker to the other one, or the other way.</param>
internal sealed class TopicMap(IEnumerable<TopicRuleOptions> rules, bool isOut)
{
    private readonly Rule[] _rules =
    [
        .. rules.Where(r => r.Direction == TopicDirection.Both || (r.Direction == TopicDirection.Out) == isOut)
            .Select(r => isOut ? new Rule(r.LocalFilter, r.LocalPrefix, r.RemotePrefix, (MqttQos)r.Qos) : new Rule(r.RemoteFilter, r.RemotePrefix, r.LocalPrefix, (MqttQos)r.Qos)),
    ];

    /// <summary>What to subscribe to at the side that messages come from. Our own messages do not come back, where the broker speaks MQTT 5.</summary>
    public IReadOnlyList<MqttSubscription> Subscriptions =>
        [.. _rules.Select(r => new MqttSubscription(r.Filter, new SubscriptionOptions(r.Qos, NoLocal: true, RetainAsPublished: true)))];

    /// <summary>The message for the other side; null when no rule is for it.</summary>
    public MqttPublication? Of(MqttMessage message) =>
        TopicOf(message.Topic) is var (topic, most) ? new(topic, message.Payload, message.Qos < most ? message.Qos : most, message.Retain) : null;

    /// <summary>The topic on the other side, and the delivery at most.</summary>
    public (string Topic, MqttQos Most)? TopicOf(string topic)
    {
        var bytes = Encoding.UTF8.GetBytes(topic);
        foreach (var rule in _rules)
        {
            if (TopicFilters.Matches(Encoding.UTF8.GetBytes(rule.Filter), bytes) && topic.StartsWith(rule.From, StringComparison.Ordinal))
                return ($"{rule.To}{topic[rule.From.Length..]}", rule.Qos);
        }
        return null;
    }

    private sealed record Rule(string Filter, string From, string To, MqttQos Qos);
}
