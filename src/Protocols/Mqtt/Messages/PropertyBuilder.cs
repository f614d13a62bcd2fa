using System.Buffers.Binary;

namespace Millwright.Mqtt.Messages;

/// <summary>Builds the encoded properties of a packet. Can be cleared and used again.</summary>
public sealed class PropertyBuilder
{
    private byte[] _bytes = [];
    private int _count;

    /// <summary>What was added, ready for a packet.</summary>
    public ReadOnlySpan<byte> Encoded => _bytes.AsSpan(0, _count);

    public void Clear() => _count = 0;

    /// <summary>A numeric property, in the width it has.</summary>
    /// <exception cref="ArgumentException">The property is not a number, or the number does not fit.</exception>
    public PropertyBuilder Add(MqttProperty property, uint value)
    {
        switch (PropertyRules.KindOf(property))
        {
            case PropertyRules.Kind.Flag when value <= 1:
                Reserve(property, 1)[0] = (byte)value;
                break;
            case PropertyRules.Kind.UInt16 when value <= ushort.MaxValue:
                BinaryPrimitives.WriteUInt16BigEndian(Reserve(property, 2), (ushort)value);
                break;
            case PropertyRules.Kind.UInt32:
                BinaryPrimitives.WriteUInt32BigEndian(Reserve(property, 4), value);
                break;
            case PropertyRules.Kind.Variable when value <= VariableByteInteger.MaxValue:
                VariableByteInteger.Write(Reserve(property, VariableByteInteger.BytesOf(value)), value);
                break;
            default:
                throw new ArgumentException($"{property} does not take the number {value}.", nameof(value));
        }
        return this;
    }

    /// <summary>A text or binary property.</summary>
    /// <exception cref="ArgumentException">The property is neither, or the bytes are too many or no text.</exception>
    public PropertyBuilder Add(MqttProperty property, ReadOnlySpan<byte> value)
    {
        var kind = PropertyRules.KindOf(property);
        if (kind is not (PropertyRules.Kind.Text or PropertyRules.Kind.Binary) || value.Length > MqttLimits.MaxStringBytes
            || (kind == PropertyRules.Kind.Text && !Utf8Text.IsValid(value)))
        {
            throw new ArgumentException($"{property} does not take these bytes.", nameof(value));
        }
        WriteBinary(Reserve(property, 2 + value.Length), value);
        return this;
    }

    /// <summary>A text property.</summary>
    /// <exception cref="ArgumentException">The property is not a text, or MQTT cannot carry it.</exception>
    public PropertyBuilder Add(MqttProperty property, string value) => Add(property, Utf8Text.ToBytes(value).AsSpan());

    /// <summary>A user property.</summary>
    /// <exception cref="ArgumentException">MQTT cannot carry name or value.</exception>
    public PropertyBuilder AddUser(string name, string value)
    {
        var (n, v) = (Utf8Text.ToBytes(name), Utf8Text.ToBytes(value));
        var at = Reserve(MqttProperty.UserProperty, 4 + n.Length + v.Length);
        WriteBinary(at, n);
        WriteBinary(at[(2 + n.Length)..], v);
        return this;
    }

    /// <summary>Properties that are encoded already.</summary>
    public PropertyBuilder AddEncoded(ReadOnlySpan<byte> encoded)
    {
        encoded.CopyTo(Grow(encoded.Length));
        return this;
    }

    private static void WriteBinary(Span<byte> at, ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(at, (ushort)value.Length);
        value.CopyTo(at[2..]);
    }

    private Span<byte> Reserve(MqttProperty property, int bytes)
    {
        var at = Grow(bytes + 1);
        at[0] = (byte)property;
        return at[1..];
    }

    private Span<byte> Grow(int bytes)
    {
        if (_bytes.Length - _count < bytes)
            Array.Resize(ref _bytes, Math.Max(64, (_count + bytes) * 2));
        _count += bytes;
        return _bytes.AsSpan(_count - bytes, bytes);
    }
}
