using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Storage;

/// <summary>A message as the broker keeps it: once, however many sessions wait for it.</summary>
/// <param name="Id">Given by the broker, ascending, never used again.</param>
/// <param name="Topic">UTF-8.</param>
/// <param name="Payload">The payload.</param>
/// <param name="Properties">Encoded properties of MQTT 5 that travel with the message, without expiry interval and topic alias.</param>
/// <param name="Qos">As published.</param>
/// <param name="Retain">As published.</param>
/// <param name="ExpiresAtMs">UTC in ms since 1970; 0 when it never expires.</param>
public sealed record StoredMessage(ulong Id, byte[] Topic, byte[] Payload, byte[] Properties, MqttQos Qos, bool Retain, long ExpiresAtMs)
{
    /// <summary>What the message counts for in limits of bytes.</summary>
    public int Bytes => Topic.Length + Payload.Length + Properties.Length;
}
