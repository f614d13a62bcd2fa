using Millwright.Wire;

namespace Millwright.Mqtt.Messages;

/// <summary>SUBSCRIBE: one or more topic filters (3.8).</summary>
public readonly ref struct SubscribePacket
{
    public ushort PacketId { get; init; }

    public PropertyList Properties { get; init; }

    /// <summary>Properties to write.</summary>
    public ReadOnlySpan<byte> EncodedProperties { get; init; }

    /// <summary>Filters and options, as encoded.</summary>
    public ReadOnlySpan<byte> EncodedFilters { get; init; }

    private MqttVersion Version { get; init; }

    /// <summary>Decodes a body and checks that the filters parse; whether a filter is valid is left to the reader, who answers for each.</summary>
    public static MqttReasonCode TryRead(ReadOnlySpan<byte> body, MqttVersion version, out SubscribePacket packet)
    {
        packet = default;
        var reader = new SpanReader(body);
        if (!reader.TryReadUInt16BigEndian(out var id) || id == 0)
            return MqttReasonCode.MalformedPacket;
        var code = Fields.TryReadProperties(ref reader, version, PropertyPlace.Subscribe, out var properties);
        if (code != MqttReasonCode.Success)
            return code;
        if (reader.Remaining == 0)
            return MqttReasonCode.ProtocolError;
        var filters = reader.Rest;
        while (reader.Remaining > 0)
        {
            if (!Fields.TryReadText(ref reader, out var filter) || !reader.TryReadByte(out var raw))
                return MqttReasonCode.MalformedPacket;
            if (!SubscriptionOptions.TryDecode(raw, version, out var options))
                return version < MqttVersion.V5 || (raw & 0xC0) != 0 ? MqttReasonCode.MalformedPacket : MqttReasonCode.ProtocolError;
            // No local on a shared subscription is a protocol error (MQTT-3.8.3-4).
            if (options.NoLocal && TopicFilters.IsShared(filter))
                return MqttReasonCode.ProtocolError;
        }
        packet = new SubscribePacket { PacketId = id, Properties = properties, EncodedProperties = properties.Encoded, EncodedFilters = filters, Version = version };
        return MqttReasonCode.Success;
    }

    /// <summary>Appends a filter to those of a packet that is being built.</summary>
    public static int WriteFilter(Span<byte> destination, ReadOnlySpan<byte> filter, SubscriptionOptions options, MqttVersion version)
    {
        var writer = new SpanWriter(destination);
        Fields.WriteBinary(ref writer, filter);
        writer.WriteByte(options.Encode(version));
        return writer.Overflowed ? 0 : writer.Written;
    }

    public Enumerator GetEnumerator() => new(EncodedFilters, Version);

    /// <summary>Bytes of the whole packet.</summary>
    public int EncodedBytes(MqttVersion version) => Fields.PacketBytes(BodyBytes(version));

    /// <summary>Encodes the packet; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> destination, MqttVersion version)
    {
        var writer = new SpanWriter(destination);
        Fields.WriteHeader(ref writer, MqttPacketType.Subscribe, 2, BodyBytes(version));
        writer.WriteUInt16BigEndian(PacketId);
        Fields.WriteProperties(ref writer, version, EncodedProperties);
        writer.WriteBytes(EncodedFilters);
        return writer.Overflowed ? 0 : writer.Written;
    }

    private int BodyBytes(MqttVersion version) => 2 + Fields.PropertiesBytes(version, EncodedProperties) + EncodedFilters.Length;

    /// <summary>Walks the filters.</summary>
    public ref struct Enumerator
    {
        private readonly MqttVersion _version;
        private SpanReader _reader;

        internal Enumerator(ReadOnlySpan<byte> filters, MqttVersion version)
        {
            _reader = new SpanReader(filters);
            _version = version;
        }

        public ReadOnlySpan<byte> Filter { get; private set; }

        public SubscriptionOptions Options { get; private set; }

        public bool MoveNext()
        {
            if (!Fields.TryReadBinary(ref _reader, out var filter) || !_reader.TryReadByte(out var raw) || !SubscriptionOptions.TryDecode(raw, _version, out var options))
                return false;
            Filter = filter;
            Options = options;
            return true;
        }
    }
}
