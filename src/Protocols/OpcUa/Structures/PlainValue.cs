using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Structures;

/// <summary>A built-in value, or an enumeration's number with its name. Null stands for a null array.</summary>
public sealed class PlainValue(Variant value, EnumerationLayout? enumeration = null) : DecodedValue
{
    public Variant Value { get; } = value;

    /// <summary>What the number means, else null.</summary>
    public EnumerationLayout? Enumeration { get; } = enumeration;
}
