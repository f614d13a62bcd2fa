namespace Millwright.Mqtt.Sparkplug;

/// <summary>
/// One metric of a payload, over the payload's own bytes: nothing is copied. Texts are UTF-8. MetaData, PropertySet, DataSet and Template
/// stay encoded messages of the schema.
/// </summary>
public ref struct Metric
{
    /// <summary>The name; empty when only the alias was sent.</summary>
    public ReadOnlySpan<byte> Name { get; set; }

    public ulong? Alias { get; set; }

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public ulong? Timestamp { get; set; }

    /// <summary>Null when not sent, as in data messages.</summary>
    public MetricDataType? DataType { get; set; }

    public bool IsHistorical { get; set; }

    public bool IsTransient { get; set; }

    public bool IsNull { get; set; }

    public ReadOnlySpan<byte> MetaData { get; set; }

    public ReadOnlySpan<byte> Properties { get; set; }

    public MetricValueKind Kind { get; set; }

    /// <summary>The value's bits: two's complement for integers, IEEE 754 for Float (low 32 bits) and Double, 0 or 1 for Boolean.</summary>
    public ulong Bits { get; set; }

    /// <summary>The value of kind String, Bytes, DataSet or Template.</summary>
    public ReadOnlySpan<byte> Content { get; set; }

    /// <summary>
    /// The value as a signed integer of <paramref name="type"/>. Senders widen negative Int8 and Int16 to 8, 16 or 32 bits;
    /// only the bits of the type count.
    /// </summary>
    public readonly long Signed(MetricDataType type) => type switch
    {
        MetricDataType.Int8 => (sbyte)Bits,
        MetricDataType.Int16 => (short)Bits,
        MetricDataType.Int32 => (int)Bits,
        _ => (long)Bits,
    };

    public readonly float Float => BitConverter.UInt32BitsToSingle((uint)Bits);

    public readonly double Double => BitConverter.UInt64BitsToDouble(Bits);
}
