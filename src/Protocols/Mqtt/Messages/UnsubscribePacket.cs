using Millwright.Wire;

namespace Millwright.Mqtt.Messages;

/// <summary>UNSUBSCRIBE (3.10).</summary>
public readonly ref struct UnsubscribePacket
{
    public ushort PacketId { get; init; }

    public PropertyList Properties { get; init; }

    /// <summary>Properties to write.</summary>
    public ReadOnlySpan<byte> EncodedProperties { get; init; }

    /// <summary>Filters, as encoded.</summary>
    public ReadOnlySpan<byte> EncodedFilters { get; init; }

    public static MqttReasonCode TryRead(ReadOnlySpan<byte> body, MqttVersion version, out UnsubscribePacket packet)
    {
        packet = default;
        var reader = new SpanReader(body);
        if (!reader.TryReadUInt16BigEndian(out var id) || id == 0)
            return MqttReasonCode.MalformedPacket;
        var code = Fields.TryReadProperties(ref reader, version, PropertyPlace.Unsubscribe, out var properties);
        if (code != MqttReasonCode.Success)
            return code;
        if (reader.Remaining == 0)
            return MqttReasonCode.ProtocolError;
        var filters = reader.Rest;
        while (reader.Remaining > 0)
        {
            if (!Fields.TryReadText(ref reader, out _))
                return MqttReasonCode.MalformedPacket;
        }
        packet = new UnsubscribePacket { PacketId = id, Properties = properties, EncodedProperties = properties.Encoded, EncodedFilters = filters };
        return MqttReasonCode.Success;
    }

    /// <summary>Appends a filter to those of a packet that is being built.</summary>
    public static int WriteFilter(Span<byte> destination, ReadOnlySpan<byte> filter)
    {
        var writer = new SpanWriter(destination);
        Fields.WriteBinary(ref writer, filter);
        return writer.Overflowed ? 0 : writer.Written;
    }

    public Enumerator GetEnumerator() => new(EncodedFilters);

    /// <summary>Bytes of the whole packet.</summary>
    public int EncodedBytes(MqttVersion version) => Fields.PacketBytes(BodyBytes(version));

    /// <summary>Encodes the packet; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> destination, MqttVersion version)
    {
        var writer = new SpanWriter(destination);
        Fields.WriteHeader(ref writer, MqttPacketType.Unsubscribe, 2, BodyBytes(version));
        writer.WriteUInt16BigEndian(PacketId);
        Fields.WriteProperties(ref writer, version, EncodedProperties);
        writer.WriteBytes(EncodedFilters);
        return writer.Overflowed ? 0 : writer.Written;
    }

    private int BodyBytes(MqttVersion version) => 2 + Fields.PropertiesBytes(version, EncodedProperties) + EncodedFilters.Length;

    /// <summary>Walks the filters.</summary>
    public ref struct Enumerator
    {
        private SpanReader _reader;

        internal Enumerator(ReadOnlySpan<byte> filters) => _reader = new SpanReader(filters);

        public ReadOnlySpan<byte> Filter { get; private set; }

        public bool MoveNext()
        {
            if (!Fields.TryReadBinary(ref _reader, out var filter))
                return false;
            Filter = filter;
            return true;
        }
    }
}
