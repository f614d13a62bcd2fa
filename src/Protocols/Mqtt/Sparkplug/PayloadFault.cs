namespace Millwright.Mqtt.Sparkplug;

/// <summary>Why bytes are no payload.</summary>
public enum PayloadFault
{
    None,

    /// <summary>The bytes end inside a field.</summary>
    Truncated,

    /// <summary>A varint longer than 10 bytes, field number 0, or a group or unknown wire type.</summary>
    BadWire,

    /// <summary>A known field has another wire type than the schema's.</summary>
    WrongWireType,

    /// <summary>A string is not UTF-8.</summary>
    BadText,

    /// <summary>A limit of <see cref="SparkplugLimits"/> is passed.</summary>
    OverLimit,
}
