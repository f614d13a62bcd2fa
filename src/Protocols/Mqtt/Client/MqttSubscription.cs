using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Client;

/// <summary>A topic filter to subscribe to.</summary>
/// <param name="Filter">The filter, with <c>$share/group/</c> before it for a shared one.</param>
/// <param name="Options">QoS and, in MQTT 5, more.</param>
/// <param name="Identifier">Comes back with each message that matched (MQTT 5); 0 for none.</param>
public sealed record MqttSubscription(string Filter, SubscriptionOptions Options, uint Identifier = 0)
{
    public MqttSubscription(string filter, MqttQos qos = MqttQos.AtLeastOnce)
        : this(filter, new SubscriptionOptions(qos))
    {
    }
}
