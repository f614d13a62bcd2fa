namespace Millwright.Mqtt.Messages;

/// <summary>Where properties stand: in a packet of a type, or with the will inside CONNECT.</summary>
public enum PropertyPlace : byte
{
    /// <summary>The will properties of CONNECT (MQTT 5, 3.1.3.2).</summary>
    Will = 0,
    Connect = MqttPacketType.Connect,
    ConnAck = MqttPacketType.ConnAck,
    Publish = MqttPacketType.Publish,
    PubAck = MqttPacketType.PubAck,
    PubRec = MqttPacketType.PubRec,
    PubRel = MqttPacketType.PubRel,
    PubComp = MqttPacketType.PubComp,
    Subscribe = MqttPacketType.Subscribe,
    SubAck = MqttPacketType.SubAck,
    Unsubscribe = MqttPacketType.Unsubscribe,
    UnsubAck = MqttPacketType.UnsubAck,
    Disconnect = MqttPacketType.Disconnect,
    Auth = MqttPacketType.Auth,
}
