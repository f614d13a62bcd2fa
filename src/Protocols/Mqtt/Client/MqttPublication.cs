using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Client;

/// <summary>A message to publish.</summary>
/// <param name="Topic">The topic name.</param>
/// <param name="Payload">Not to be changed before the publish completed.</param>
/// <param name="Qos">Of the way to the broker.</param>
/// <param name="Retain">Whether the broker keeps it.</param>
/// <param name="Properties">Properties of MQTT 5; not to be changed before the publish completed.</param>
public sealed record MqttPublication(
    string Topic, ReadOnlyMemory<byte> Payload, MqttQos Qos = MqttQos.AtMostOnce, bool Retain = false, PropertyBuilder? Properties = null);
