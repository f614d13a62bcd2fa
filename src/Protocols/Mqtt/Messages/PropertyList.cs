using Millwright.Wire;

namespace Millwright.Mqtt.Messages;

/// <summary>The properties of a packet: their encoded bytes without the length before them. Reading walks the bytes and allocates nothing.</summary>
public readonly ref struct PropertyList
{
    private readonly ulong _present;

    private PropertyList(ReadOnlySpan<byte> encoded, ulong present)
    {
        Encoded = encoded;
        _present = present;
    }

    /// <summary>All properties, as encoded.</summary>
    public ReadOnlySpan<byte> Encoded { get; }

    public bool IsEmpty => Encoded.IsEmpty;

    /// <summary>Checks encoded properties against the rules of their place.</summary>
    /// <returns>Success; malformed packet when the bytes do not parse; protocol error when a property is misplaced, repeated or out of range.</returns>
    public static MqttReasonCode TryRead(ReadOnlySpan<byte> encoded, PropertyPlace place, out PropertyList properties)
    {
        properties = default;
        ulong present = 0;
        var rest = encoded;
        while (!rest.IsEmpty)
        {
            if (!TryReadEntry(ref rest, out var entry))
                return MqttReasonCode.MalformedPacket;
            var bit = 1UL << (int)entry.Property;
            if (!PropertyRules.IsAllowed(entry.Property, place))
                return MqttReasonCode.ProtocolError;
            if ((present & bit) != 0 && !PropertyRules.MayRepeat(entry.Property, place))
                return MqttReasonCode.ProtocolError;
            if (!PropertyRules.IsInRange(entry.Property, entry.Number))
                return MqttReasonCode.ProtocolError;
            present |= bit;
        }
        properties = new PropertyList(encoded, present);
        return MqttReasonCode.Success;
    }

    public bool Has(MqttProperty property) => (_present & (1UL << (int)property)) != 0;

    /// <summary>A numeric property, or what the specification says for its absence.</summary>
    public uint Number(MqttProperty property, uint absent = 0) => TryFind(property, out var entry) ? entry.Number : absent;

    /// <summary>A numeric property, or null.</summary>
    public uint? OptionalNumber(MqttProperty property) => TryFind(property, out var entry) ? entry.Number : null;

    /// <summary>A text or binary property; empty when absent.</summary>
    public ReadOnlySpan<byte> Bytes(MqttProperty property) => TryFind(property, out var entry) ? entry.Text : default;

    /// <summary>A text property, or null.</summary>
    public string? Text(MqttProperty property) => TryFind(property, out var entry) ? Utf8Text.ToText(entry.Text) : null;

    public Enumerator GetEnumerator() => new(Encoded);

    private bool TryFind(MqttProperty property, out PropertyEntry entry)
    {
        entry = default;
        if (!Has(property))
            return false;
        var rest = Encoded;
        while (TryReadEntry(ref rest, out entry))
        {
            if (entry.Property == property)
                return true;
        }
        return false;
    }

    private static bool TryReadEntry(scoped ref ReadOnlySpan<byte> rest, out PropertyEntry entry)
    {
        entry = default;
        var start = rest;
        if (rest.IsEmpty || rest[0] > PropertyRules.MaxIdentifier)
            return false;
        var property = (MqttProperty)rest[0];
        var reader = new SpanReader(rest[1..]);
        uint number = 0;
        ReadOnlySpan<byte> text = default, value = default;
        switch (PropertyRules.KindOf(property))
        {
            case PropertyRules.Kind.Flag:
                if (!reader.TryReadByte(out var flag))
                    return false;
                number = flag;
                break;
            case PropertyRules.Kind.UInt16:
                if (!reader.TryReadUInt16BigEndian(out var word))
                    return false;
                number = word;
                break;
            case PropertyRules.Kind.UInt32:
                if (!reader.TryReadUInt32BigEndian(out number))
                    return false;
                break;
            case PropertyRules.Kind.Variable:
                var count = VariableByteInteger.Read(reader.Rest, out number);
                if (count <= 0 || !reader.TryReadBytes(count, out _))
                    return false;
                break;
            case PropertyRules.Kind.Text:
                if (!Fields.TryReadText(ref reader, out text))
                    return false;
                break;
            case PropertyRules.Kind.Binary:
                if (!Fields.TryReadBinary(ref reader, out text))
                    return false;
                break;
            case PropertyRules.Kind.Pair:
                if (!Fields.TryReadText(ref reader, out text) || !Fields.TryReadText(ref reader, out value))
                    return false;
                break;
            default:
                return false;
        }
        rest = reader.Rest;
        entry = new PropertyEntry(property, number, text, value, start[..(start.Length - rest.Length)]);
        return true;
    }

    /// <summary>Walks the properties in the order of the packet.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;
        private PropertyEntry _current;

        internal Enumerator(ReadOnlySpan<byte> encoded) => _rest = encoded;

        public readonly PropertyEntry Current => _current;

        public bool MoveNext() => TryReadEntry(ref _rest, out _current);
    }
}
