namespace Millwright.Mqtt.Messages;

/// <summary>One property as it stands in the packet.</summary>
public readonly ref struct PropertyEntry
{
    internal PropertyEntry(MqttProperty property, uint number, ReadOnlySpan<byte> text, ReadOnlySpan<byte> value, ReadOnlySpan<byte> encoded)
    {
        Property = property;
        Number = number;
        Text = text;
        Value = value;
        Encoded = encoded;
    }

    public MqttProperty Property { get; }

    /// <summary>The value of a numeric property.</summary>
    public uint Number { get; }

    /// <summary>The value of a text or binary property; the name of a user property.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>The value of a user property.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Identifier and value as encoded.</summary>
    public ReadOnlySpan<byte> Encoded { get; }
}
