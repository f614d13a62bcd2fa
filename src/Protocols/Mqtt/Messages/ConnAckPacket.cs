using Millwright.Wire;

namespace Millwright.Mqtt.Messages;

/// <summary>CONNACK: the server's answer to CONNECT (3.2).</summary>
public readonly ref struct ConnAckPacket
{
    public bool SessionPresent { get; init; }

    /// <summary>In 3.1.1 what its return code means.</summary>
    public MqttReasonCode ReasonCode { get; init; }

    public PropertyList Properties { get; init; }

    /// <summary>Properties to write.</summary>
    public ReadOnlySpan<byte> EncodedProperties { get; init; }

    public static MqttReasonCode TryRead(ReadOnlySpan<byte> body, MqttVersion version, out ConnAckPacket packet)
    {
        packet = default;
        var reader = new SpanReader(body);
        if (!reader.TryReadByte(out var flags) || flags > 1 || !reader.TryReadByte(out var raw))
            return MqttReasonCode.MalformedPacket;
        var code = (MqttReasonCode)raw;
        if (version < MqttVersion.V5 ? !ReasonCodes.TryFromConnectReturnCode(raw, out code) : !ReasonCodes.IsAllowed(MqttPacketType.ConnAck, code))
            return MqttReasonCode.ProtocolError;
        var status = Fields.TryReadProperties(ref reader, version, PropertyPlace.ConnAck, out var properties);
        if (status != MqttReasonCode.Success)
            return status;
        if (reader.Remaining != 0)
            return MqttReasonCode.MalformedPacket;
        if (flags == 1 && code != MqttReasonCode.Success)
            return MqttReasonCode.ProtocolError;
        packet = new ConnAckPacket { SessionPresent = flags == 1, ReasonCode = code, Properties = properties, EncodedProperties = properties.Encoded };
        return MqttReasonCode.Success;
    }

    public int EncodedBytes(MqttVersion version) => Fields.PacketBytes(2 + Fields.PropertiesBytes(version, EncodedProperties));

    /// <summary>Encodes the packet; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> destination, MqttVersion version)
    {
        var writer = new SpanWriter(destination);
        Fields.WriteHeader(ref writer, MqttPacketType.ConnAck, 0, 2 + Fields.PropertiesBytes(version, EncodedProperties));
        writer.WriteByte((byte)(SessionPresent ? 1 : 0));
        writer.WriteByte(version < MqttVersion.V5 ? ReasonCodes.ToConnectReturnCode(ReasonCode) : (byte)ReasonCode);
        Fields.WriteProperties(ref writer, version, EncodedProperties);
        return writer.Overflowed ? 0 : writer.Written;
    }
}
