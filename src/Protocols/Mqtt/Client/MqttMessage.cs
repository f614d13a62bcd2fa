using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Client;

/// <summary>A message that came in.</summary>
public sealed class MqttMessage
{
    private readonly MqttClient _client;
    private readonly byte[] _properties;

    internal MqttMessage(MqttClient client, string topic, byte[] payload, byte[] properties, MqttQos qos, bool retain, bool duplicate, ushort packetId, int epoch)
    {
        _client = client;
        _properties = properties;
        Topic = topic;
        Payload = payload;
        Qos = qos;
        Retain = retain;
        Duplicate = duplicate;
        PacketId = packetId;
        Epoch = epoch;
    }

    public string Topic { get; }

    public ReadOnlyMemory<byte> Payload { get; }

    public MqttQos Qos { get; }

    /// <summary>It was retained, unless the subscription asked for the flag as published.</summary>
    public bool Retain { get; }

    /// <summary>It may have come before.</summary>
    public bool Duplicate { get; }

    /// <summary>The properties of MQTT 5, without the topic alias.</summary>
    public PropertyList Properties
    {
        get
        {
            _ = PropertyList.TryRead(_properties, PropertyPlace.Publish, out var list);
            return list;
        }
    }

    internal ushort PacketId { get; }

    /// <summary>The connection it came on, or came again on.</summary>
    internal int Epoch { get; set; }

    internal bool IsAcknowledged { get; set; }

    /// <summary>Tells the broker that the message is taken care of. Only with manual acknowledgement, where each message of QoS 1 and 2 needs it.</summary>
    public void Acknowledge() => _client.Acknowledge(this);
}
