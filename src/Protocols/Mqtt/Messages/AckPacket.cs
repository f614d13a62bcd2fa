using Millwright.Wire;

namespace Millwright.Mqtt.Messages;

/// <summary>PUBACK, PUBREC, PUBREL and PUBCOMP: four steps with one shape (3.4 to 3.7).</summary>
public readonly ref struct AckPacket
{
    /// <summary>Bytes of an acknowledgement without reason and properties, which is the only one in 3.1.1.</summary>
    public const int PlainBytes = 4;

    /// <summary>Bytes of one with a reason code and no properties.</summary>
    public const int ReasonBytes = 5;

    public MqttPacketType Type { get; init; }

    public ushort PacketId { get; init; }

    public MqttReasonCode ReasonCode { get; init; }

    public PropertyList Properties { get; init; }

    /// <summary>Properties to write.</summary>
    public ReadOnlySpan<byte> EncodedProperties { get; init; }

    public static MqttReasonCode TryRead(MqttPacketType type, ReadOnlySpan<byte> body, MqttVersion version, out AckPacket packet)
    {
        packet = default;
        var reader = new SpanReader(body);
        if (!reader.TryReadUInt16BigEndian(out var id) || id == 0)
            return MqttReasonCode.MalformedPacket;
        var reason = MqttReasonCode.Success;
        PropertyList properties = default;
        if (version == MqttVersion.V5 && reader.TryReadByte(out var raw))
        {
            reason = (MqttReasonCode)raw;
            if (!ReasonCodes.IsAllowed(type, reason))
                return MqttReasonCode.ProtocolError;
            if (reader.Remaining > 0)
            {
                var code = Fields.TryReadProperties(ref reader, version, (PropertyPlace)type, out properties);
                if (code != MqttReasonCode.Success)
                    return code;
            }
        }
        if (reader.Remaining != 0)
            return MqttReasonCode.MalformedPacket;
        packet = new AckPacket { Type = type, PacketId = id, ReasonCode = reason, Properties = properties, EncodedProperties = properties.Encoded };
        return MqttReasonCode.Success;
    }

    /// <summary>Bytes of the whole packet.</summary>
    public int EncodedBytes(MqttVersion version) => Fields.PacketBytes(BodyBytes(version));

    /// <summary>Encodes the packet; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> destination, MqttVersion version)
    {
        var writer = new SpanWriter(destination);
        var body = BodyBytes(version);
        Fields.WriteHeader(ref writer, Type, Type == MqttPacketType.PubRel ? 2 : 0, body);
        writer.WriteUInt16BigEndian(PacketId);
        if (body > 2)
            writer.WriteByte((byte)ReasonCode);
        if (body > 3)
            Fields.WriteProperties(ref writer, version, EncodedProperties);
        return writer.Overflowed ? 0 : writer.Written;
    }

    private int BodyBytes(MqttVersion version)
    {
        if (version < MqttVersion.V5)
            return 2;
        if (!EncodedProperties.IsEmpty)
            return 3 + Fields.PropertiesBytes(version, EncodedProperties);
        return ReasonCode == MqttReasonCode.Success ? 2 : 3;
    }
}
