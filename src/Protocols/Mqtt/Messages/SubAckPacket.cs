using Millwright.Wire;

namespace Millwright.Mqtt.Messages;

/// <summary>SUBACK and UNSUBACK: a reason code for each filter, in order (3.9, 3.11). An UNSUBACK of 3.1.1 has none.</summary>
public readonly ref struct SubAckPacket
{
    /// <summary>SUBACK or UNSUBACK.</summary>
    public MqttPacketType Type { get; init; }

    public ushort PacketId { get; init; }

    public PropertyList Properties { get; init; }

    /// <summary>Properties to write.</summary>
    public ReadOnlySpan<byte> EncodedProperties { get; init; }

    /// <summary>One <see cref="MqttReasonCode"/> a filter.</summary>
    public ReadOnlySpan<byte> ReasonCodes { get; init; }

    public static MqttReasonCode TryRead(MqttPacketType type, ReadOnlySpan<byte> body, MqttVersion version, out SubAckPacket packet)
    {
        packet = default;
        var reader = new SpanReader(body);
        if (!reader.TryReadUInt16BigEndian(out var id) || id == 0)
            return MqttReasonCode.MalformedPacket;
        var code = Fields.TryReadProperties(ref reader, version, (PropertyPlace)type, out var properties);
        if (code != MqttReasonCode.Success)
            return code;
        var codes = reader.Rest;
        var empty = version < MqttVersion.V5 && type == MqttPacketType.UnsubAck;
        if (codes.IsEmpty != empty)
            return MqttReasonCode.MalformedPacket;
        foreach (var each in codes)
        {
            if (version < MqttVersion.V5 ? each is not (<= 2 or 0x80) : !Messages.ReasonCodes.IsAllowed(type, (MqttReasonCode)each))
                return MqttReasonCode.ProtocolError;
        }
        packet = new SubAckPacket { Type = type, PacketId = id, Properties = properties, EncodedProperties = properties.Encoded, ReasonCodes = codes };
        return MqttReasonCode.Success;
    }

    /// <summary>Bytes of the whole packet.</summary>
    public int EncodedBytes(MqttVersion version) => Fields.PacketBytes(BodyBytes(version));

    /// <summary>Encodes the packet; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> destination, MqttVersion version)
    {
        var writer = new SpanWriter(destination);
        Fields.WriteHeader(ref writer, Type, 0, BodyBytes(version));
        writer.WriteUInt16BigEndian(PacketId);
        Fields.WriteProperties(ref writer, version, EncodedProperties);
        foreach (var code in Codes(version))
            writer.WriteByte(version < MqttVersion.V5 && code >= 0x80 ? (byte)0x80 : code);
        return writer.Overflowed ? 0 : writer.Written;
    }

    private ReadOnlySpan<byte> Codes(MqttVersion version) => version < MqttVersion.V5 && Type == MqttPacketType.UnsubAck ? default : ReasonCodes;

    private int BodyBytes(MqttVersion version) => 2 + Fields.PropertiesBytes(version, EncodedProperties) + Codes(version).Length;
}
