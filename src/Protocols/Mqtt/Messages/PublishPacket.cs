using Millwright.Wire;

namespace Millwright.Mqtt.Messages;

/// <summary>PUBLISH: a message, both ways (3.3).</summary>
public readonly ref struct PublishPacket
{
    public bool Duplicate { get; init; }

    public MqttQos Qos { get; init; }

    public bool Retain { get; init; }

    /// <summary>UTF-8; empty where a topic alias stands for it.</summary>
    public ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>1 to 65,535 above QoS 0; there it is 0 and not sent.</summary>
    public ushort PacketId { get; init; }

    public PropertyList Properties { get; init; }

    /// <summary>Properties to write.</summary>
    public ReadOnlySpan<byte> EncodedProperties { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>Decodes a body.</summary>
    /// <param name="flags">The flags of the fixed header, checked by <see cref="PacketFrame"/>.</param>
    /// <param name="body">What follows the fixed header.</param>
    /// <param name="version">The connection's.</param>
    /// <param name="packet">The packet. Its topic was checked: see <paramref name="knownTopic"/>.</param>
    /// <param name="knownTopic">A topic that was checked before; the same one again needs no check.</param>
    /// <returns>Success, malformed packet, protocol error, topic name invalid or topic alias invalid.</returns>
    public static MqttReasonCode TryRead(byte flags, ReadOnlySpan<byte> body, MqttVersion version, out PublishPacket packet, ReadOnlySpan<byte> knownTopic = default)
    {
        packet = default;
        var reader = new SpanReader(body);
        if (!Fields.TryReadBinary(ref reader, out var topic))
            return MqttReasonCode.MalformedPacket;
        var qos = (MqttQos)((flags >> 1) & 3);
        ushort id = 0;
        if (qos != MqttQos.AtMostOnce && (!reader.TryReadUInt16BigEndian(out id) || id == 0))
            return MqttReasonCode.MalformedPacket;
        PropertyList properties = default;
        if (version == MqttVersion.V5)
        {
            var code = Fields.TryReadProperties(ref reader, version, PropertyPlace.Publish, out properties);
            if (code != MqttReasonCode.Success)
                return code;
            if (!properties.IsEmpty && (code = Check(properties)) != MqttReasonCode.Success)
                return code;
        }
        if (topic.IsEmpty)
        {
            // Without an alias there is nothing that the message could be about.
            if (!properties.Has(MqttProperty.TopicAlias))
                return version == MqttVersion.V5 ? MqttReasonCode.ProtocolError : MqttReasonCode.TopicNameInvalid;
        }
        else if (!topic.SequenceEqual(knownTopic) && !TopicNames.IsValid(topic))
        {
            return Utf8Text.IsValid(topic) ? MqttReasonCode.TopicNameInvalid : MqttReasonCode.MalformedPacket;
        }
        packet = new PublishPacket
        {
            Duplicate = (flags & 8) != 0,
            Qos = qos,
            Retain = (flags & 1) != 0,
            Topic = topic,
            PacketId = id,
            Properties = properties,
            EncodedProperties = properties.Encoded,
            Payload = reader.Rest,
        };
        return MqttReasonCode.Success;
    }

    /// <summary>Bytes of the whole packet.</summary>
    public int EncodedBytes(MqttVersion version) => Fields.PacketBytes(BodyBytes(version));

    /// <summary>Encodes the packet; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> destination, MqttVersion version)
    {
        var writer = new SpanWriter(destination);
        Fields.WriteHeader(ref writer, MqttPacketType.Publish, (Duplicate ? 8 : 0) | ((int)Qos << 1) | (Retain ? 1 : 0), BodyBytes(version));
        Fields.WriteBinary(ref writer, Topic);
        if (Qos != MqttQos.AtMostOnce)
            writer.WriteUInt16BigEndian(PacketId);
        Fields.WriteProperties(ref writer, version, EncodedProperties);
        writer.WriteBytes(Payload);
        return writer.Overflowed ? 0 : writer.Written;
    }

    private static MqttReasonCode Check(PropertyList properties)
    {
        if (properties.Has(MqttProperty.TopicAlias) && properties.Number(MqttProperty.TopicAlias) == 0)
            return MqttReasonCode.TopicAliasInvalid;
        // A response topic is a topic name (MQTT-3.3.2-14).
        if (properties.Has(MqttProperty.ResponseTopic) && !TopicNames.IsValid(properties.Bytes(MqttProperty.ResponseTopic)))
            return MqttReasonCode.ProtocolError;
        return MqttReasonCode.Success;
    }

    private int BodyBytes(MqttVersion version) =>
        2 + Topic.Length + (Qos != MqttQos.AtMostOnce ? 2 : 0) + Fields.PropertiesBytes(version, EncodedProperties) + Payload.Length;
}
