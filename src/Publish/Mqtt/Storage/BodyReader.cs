using System.Buffers.Binary;
using System.Text;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Storage;

namespace Millwright.Publish.Mqtt.Storage;

/// <summary>Reads the fields of a record's body one after the other. A body that is too short or says what cannot be is a <see cref="FormatException"/>.</summary>
internal ref struct BodyReader(ReadOnlySpan<byte> rest)
{
    private ReadOnlySpan<byte> _rest = rest;

    public byte U8() => Take(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public ReadOnlySpan<byte> Bytes() => Take(U32());

    public string Text() => Encoding.UTF8.GetString(Bytes());

    public StoredMessage Message()
    {
        var id = U64();
        var qos = Qos(U8());
        var retain = U8() != 0;
        var expires = (long)U64();
        var topic = Bytes().ToArray();
        var properties = Bytes().ToArray();
        return new(id, topic, Bytes().ToArray(), properties, qos, retain, expires);
    }

    public StoredSession Session()
    {
        var id = U64();
        var expiry = U32();
        var disconnected = (long)U64();
        var willDelay = U32();
        var client = Text();
        var identity = Text();
        return new(id, client, expiry, disconnected, U8() == 0 ? null : Message(), willDelay, identity);
    }

    /// <summary>A subscription, behind the id of its session.</summary>
    public StoredSubscription Subscription()
    {
        if (!SubscriptionOptions.TryDecode(U8(), MqttVersion.V5, out var options))
            throw new FormatException("a record has subscription options that MQTT does not know");
        var identifier = U32();
        return new(Text(), options, identifier);
    }

    /// <summary>A delivery, behind the id of its session.</summary>
    public StoredDelivery Delivery()
    {
        var (id, message) = (U64(), U64());
        var qos = Qos(U8());
        var retain = U8() != 0;
        var packetId = U16();
        var state = (DeliveryState)U8();
        var count = U32();
        if (!Enum.IsDefined(state) || count * 4L > _rest.Length)
            throw new FormatException("a record of a delivery says what cannot be");
        var identifiers = new uint[count];
        for (var i = 0; i < identifiers.Length; i++)
            identifiers[i] = U32();
        return new(id, message, qos, retain, identifiers, packetId, state);
    }

    private static MqttQos Qos(byte value) => value <= 2 ? (MqttQos)value : throw new FormatException("a record has a QoS above 2");

    private ReadOnlySpan<byte> Take(uint bytes)
    {
        if (bytes > (uint)_rest.Length)
            throw new FormatException("a record is shorter than it says");
        var taken = _rest[..(int)bytes];
        _rest = _rest[(int)bytes..];
        return taken;
    }
}
