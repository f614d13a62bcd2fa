namespace Millwright.Mqtt.Messages;

/// <summary>Quality of service (MQTT 5, 4.3).</summary>
public enum MqttQos : byte
{
    AtMostOnce = 0,
    AtLeastOnce = 1,
    ExactlyOnce = 2,
}
