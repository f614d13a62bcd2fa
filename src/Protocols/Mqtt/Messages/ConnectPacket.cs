using Millwright.Wire;

namespace Millwright.Mqtt.Messages;

/// <summary>CONNECT: the first packet of a client (3.1 in both versions). All texts are UTF-8.</summary>
public readonly ref struct ConnectPacket
{
    private const int UserNameFlag = 0x80;
    private const int PasswordFlag = 0x40;
    private const int WillRetainFlag = 0x20;
    private const int WillFlag = 0x04;
    private const int CleanStartFlag = 0x02;

    private static ReadOnlySpan<byte> ProtocolName => "MQTT"u8;

    public MqttVersion Version { get; init; }

    /// <summary>Clean start, called clean session in 3.1.1.</summary>
    public bool CleanStart { get; init; }

    /// <summary>Seconds; 0 turns keep-alive off.</summary>
    public ushort KeepAliveSeconds { get; init; }

    /// <summary>The connect properties, as encoded when written.</summary>
    public PropertyList Properties { get; init; }

    /// <summary>Properties to write, from a <see cref="PropertyBuilder"/>; used by <see cref="WriteTo"/> only.</summary>
    public ReadOnlySpan<byte> EncodedProperties { get; init; }

    /// <summary>Empty: the server chooses.</summary>
    public ReadOnlySpan<byte> ClientId { get; init; }

    public bool HasWill { get; init; }

    public MqttQos WillQos { get; init; }

    public bool WillRetain { get; init; }

    public PropertyList WillProperties { get; init; }

    public ReadOnlySpan<byte> EncodedWillProperties { get; init; }

    public ReadOnlySpan<byte> WillTopic { get; init; }

    public ReadOnlySpan<byte> WillPayload { get; init; }

    public bool HasUserName { get; init; }

    public ReadOnlySpan<byte> UserName { get; init; }

    public bool HasPassword { get; init; }

    public ReadOnlySpan<byte> Password { get; init; }

    /// <summary>Bytes of the whole packet.</summary>
    public int EncodedBytes => Fields.PacketBytes(BodyBytes);

    private int BodyBytes =>
        10 + Fields.PropertiesBytes(Version, EncodedProperties) + 2 + ClientId.Length
        + (HasWill ? Fields.PropertiesBytes(Version, EncodedWillProperties) + 4 + WillTopic.Length + WillPayload.Length : 0)
        + (HasUserName ? 2 + UserName.Length : 0) + (HasPassword ? 2 + Password.Length : 0);

    /// <summary>Decodes a body.</summary>
    /// <param name="body">What follows the fixed header.</param>
    /// <param name="packet">The packet; when the version is not supported only <see cref="Version"/> is set, to the level that was asked for.</param>
    /// <returns>Success, malformed packet, protocol error, or unsupported protocol version.</returns>
    public static MqttReasonCode TryRead(ReadOnlySpan<byte> body, out ConnectPacket packet)
    {
        packet = default;
        var reader = new SpanReader(body);
        if (!Fields.TryReadBinary(ref reader, out var name) || !reader.TryReadByte(out var level))
            return MqttReasonCode.MalformedPacket;
        if (!name.SequenceEqual(ProtocolName) || level is not ((byte)MqttVersion.V311 or (byte)MqttVersion.V5))
        {
            packet = new ConnectPacket { Version = (MqttVersion)level };
            return MqttReasonCode.UnsupportedProtocolVersion;
        }
        var version = (MqttVersion)level;
        if (!reader.TryReadByte(out var flags) || !AreFlagsValid(flags, version) || !reader.TryReadUInt16BigEndian(out var keepAlive))
            return MqttReasonCode.MalformedPacket;
        var code = Fields.TryReadProperties(ref reader, version, PropertyPlace.Connect, out var properties);
        if (code != MqttReasonCode.Success)
            return code;
        if (properties.Has(MqttProperty.AuthenticationData) && !properties.Has(MqttProperty.AuthenticationMethod))
            return MqttReasonCode.ProtocolError;
        if (!Fields.TryReadText(ref reader, out var clientId))
            return MqttReasonCode.MalformedPacket;
        PropertyList willProperties = default;
        ReadOnlySpan<byte> willTopic = default, willPayload = default, userName = default, password = default;
        if ((flags & WillFlag) != 0)
        {
            code = Fields.TryReadProperties(ref reader, version, PropertyPlace.Will, out willProperties);
            if (code != MqttReasonCode.Success)
                return code;
            if (!Fields.TryReadText(ref reader, out willTopic) || !Fields.TryReadBinary(ref reader, out willPayload) || !TopicNames.IsValid(willTopic))
                return MqttReasonCode.MalformedPacket;
        }
        if ((flags & UserNameFlag) != 0 && !Fields.TryReadText(ref reader, out userName))
            return MqttReasonCode.MalformedPacket;
        if ((flags & PasswordFlag) != 0 && !Fields.TryReadBinary(ref reader, out password))
            return MqttReasonCode.MalformedPacket;
        if (reader.Remaining != 0)
            return MqttReasonCode.MalformedPacket;
        packet = new ConnectPacket
        {
            Version = version,
            CleanStart = (flags & CleanStartFlag) != 0,
            KeepAliveSeconds = keepAlive,
            Properties = properties,
            EncodedProperties = properties.Encoded,
            ClientId = clientId,
            HasWill = (flags & WillFlag) != 0,
            WillQos = (MqttQos)((flags >> 3) & 3),
            WillRetain = (flags & WillRetainFlag) != 0,
            WillProperties = willProperties,
            EncodedWillProperties = willProperties.Encoded,
            WillTopic = willTopic,
            WillPayload = willPayload,
            HasUserName = (flags & UserNameFlag) != 0,
            UserName = userName,
            HasPassword = (flags & PasswordFlag) != 0,
            Password = password,
        };
        return MqttReasonCode.Success;
    }

    /// <summary>Encodes the packet; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> destination)
    {
        var writer = new SpanWriter(destination);
        Fields.WriteHeader(ref writer, MqttPacketType.Connect, 0, BodyBytes);
        Fields.WriteBinary(ref writer, ProtocolName);
        writer.WriteByte((byte)Version);
        writer.WriteByte((byte)((HasUserName ? UserNameFlag : 0) | (HasPassword ? PasswordFlag : 0) | (CleanStart ? CleanStartFlag : 0)
            | (HasWill ? WillFlag | ((int)WillQos << 3) | (WillRetain ? WillRetainFlag : 0) : 0)));
        writer.WriteUInt16BigEndian(KeepAliveSeconds);
        Fields.WriteProperties(ref writer, Version, EncodedProperties);
        Fields.WriteBinary(ref writer, ClientId);
        if (HasWill)
        {
            Fields.WriteProperties(ref writer, Version, EncodedWillProperties);
            Fields.WriteBinary(ref writer, WillTopic);
            Fields.WriteBinary(ref writer, WillPayload);
        }
        if (HasUserName)
            Fields.WriteBinary(ref writer, UserName);
        if (HasPassword)
            Fields.WriteBinary(ref writer, Password);
        return writer.Overflowed ? 0 : writer.Written;
    }

    // 3.1.1 has no password without a user name (MQTT-3.1.2-22); 5 has.
    private static bool AreFlagsValid(byte flags, MqttVersion version) =>
        (flags & 0x01) == 0
        && (flags & 0x18) != 0x18
        && ((flags & WillFlag) != 0 || (flags & 0x38) == 0)
        && (version == MqttVersion.V5 || (flags & (UserNameFlag | PasswordFlag)) != PasswordFlag);
}
