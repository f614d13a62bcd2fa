using Millwright.Wire;

namespace Millwright.Mqtt.Messages;

/// <summary>The data types that packets are built of (MQTT 5, 1.5).</summary>
internal static class Fields
{
    public static bool TryReadBinary(scoped ref SpanReader reader, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        return reader.TryReadUInt16BigEndian(out var length) && reader.TryReadBytes(length, out bytes);
    }

    public static bool TryReadText(scoped ref SpanReader reader, out ReadOnlySpan<byte> text) =>
        TryReadBinary(ref reader, out text) && Utf8Text.IsValid(text);

    public static void WriteBinary(scoped ref SpanWriter writer, scoped ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, MqttLimits.MaxStringBytes);
        writer.WriteUInt16BigEndian((ushort)bytes.Length);
        writer.WriteBytes(bytes);
    }

    public static void WriteVariable(scoped ref SpanWriter writer, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        writer.WriteBytes(bytes[..VariableByteInteger.Write(bytes, value)]);
    }

    /// <summary>The property length and the properties; nothing in MQTT 3.1.1.</summary>
    public static void WriteProperties(scoped ref SpanWriter writer, MqttVersion version, scoped ReadOnlySpan<byte> properties)
    {
        if (version < MqttVersion.V5)
            return;
        WriteVariable(ref writer, (uint)properties.Length);
        writer.WriteBytes(properties);
    }

    public static int PropertiesBytes(MqttVersion version, ReadOnlySpan<byte> properties) =>
        version < MqttVersion.V5 ? 0 : VariableByteInteger.BytesOf((uint)properties.Length) + properties.Length;

    /// <summary>Reads the property length and the properties; none in MQTT 3.1.1.</summary>
    public static MqttReasonCode TryReadProperties(scoped ref SpanReader reader, MqttVersion version, PropertyPlace place, out PropertyList properties)
    {
        properties = default;
        if (version < MqttVersion.V5)
            return MqttReasonCode.Success;
        var count = VariableByteInteger.Read(reader.Rest, out var length);
        if (count <= 0 || !reader.TryReadBytes(count, out _) || !reader.TryReadBytes((int)length, out var encoded))
            return MqttReasonCode.MalformedPacket;
        return PropertyList.TryRead(encoded, place, out properties);
    }

    /// <summary>Begins a packet whose body takes <paramref name="bodyBytes"/>.</summary>
    public static void WriteHeader(scoped ref SpanWriter writer, MqttPacketType type, int flags, int bodyBytes)
    {
        writer.WriteByte((byte)(((int)type << 4) | flags));
        WriteVariable(ref writer, (uint)bodyBytes);
    }

    public static int PacketBytes(int bodyBytes) => 1 + VariableByteInteger.BytesOf((uint)bodyBytes) + bodyBytes;
}
