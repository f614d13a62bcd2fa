namespace Millwright.Mqtt.Messages;

/// <summary>The protocol level of CONNECT (MQTT 5, 3.1.2.2).</summary>
public enum MqttVersion : byte
{
    /// <summary>MQTT 3.1.1.</summary>
    V311 = 4,

    /// <summary>MQTT 5.</summary>
    V5 = 5,
}
