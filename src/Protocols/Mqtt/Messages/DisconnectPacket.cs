using Millwright.Wire;

namespace Millwright.Mqtt.Messages;

/// <summary>DISCONNECT and AUTH: a reason and properties, both of which may be left out (3.14, 3.15). DISCONNECT of 3.1.1 has neither.</summary>
public readonly ref struct DisconnectPacket
{
    /// <summary>DISCONNECT or AUTH.</summary>
    public MqttPacketType Type { get; init; }

    public MqttReasonCode ReasonCode { get; init; }

    public PropertyList Properties { get; init; }

    /// <summary>Properties to write.</summary>
    public ReadOnlySpan<byte> EncodedProperties { get; init; }

    public static MqttReasonCode TryRead(MqttPacketType type, ReadOnlySpan<byte> body, MqttVersion version, out DisconnectPacket packet)
    {
        packet = default;
        var reader = new SpanReader(body);
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
        if (type == MqttPacketType.Auth && (version < MqttVersion.V5 || !properties.Has(MqttProperty.AuthenticationMethod)))
            return MqttReasonCode.ProtocolError;
        packet = new DisconnectPacket { Type = type, ReasonCode = reason, Properties = properties, EncodedProperties = properties.Encoded };
        return MqttReasonCode.Success;
    }

    /// <summary>Bytes of the whole packet.</summary>
    public int EncodedBytes(MqttVersion version) => Fields.PacketBytes(BodyBytes(version));

    /// <summary>Encodes the packet; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> destination, MqttVersion version)
    {
        var writer = new SpanWriter(destination);
        var body = BodyBytes(version);
        Fields.WriteHeader(ref writer, Type, 0, body);
        if (body > 0)
            writer.WriteByte((byte)ReasonCode);
        if (body > 1)
            Fields.WriteProperties(ref writer, version, EncodedProperties);
        return writer.Overflowed ? 0 : writer.Written;
    }

    private int BodyBytes(MqttVersion version)
    {
        if (version < MqttVersion.V5)
            return 0;
        if (!EncodedProperties.IsEmpty)
            return 1 + Fields.PropertiesBytes(version, EncodedProperties);
        return ReasonCode == MqttReasonCode.Success ? 0 : 1;
    }
}
