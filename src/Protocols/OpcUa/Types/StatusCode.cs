using System.Globalization;

namespace Millwright.OpcUa.Types;

/// <summary>
/// The outcome of an operation or the quality of a value (OPC 10000-4, 7.39): severity in the top two bits, the condition in the
/// upper half, flags such as overflow and limits in the lower half.
/// </summary>
public readonly record struct StatusCode(uint Value)
{
    private const uint ConditionMask = 0xFFFF_0000;
    private const uint DataValueInfo = 0x0400;
    private const uint OverflowBit = 0x0080;

    public bool IsGood => Value >> 30 == 0;

    public bool IsUncertain => Value >> 30 == 1;

    /// <summary>The severity is Bad; the reserved severity 3 counts as Bad.</summary>
    public bool IsBad => Value >> 31 == 1;

    /// <summary>The condition without info bits; compare this with a member of <see cref="StatusCodes"/> when flags may be set.</summary>
    public StatusCode Condition => new(Value & ConditionMask);

    /// <summary>Values of a monitored item's queue were discarded before this one (OPC 10000-4, 7.39.2, info bits of a DataValue).</summary>
    public bool HasOverflow => (Value & (DataValueInfo | OverflowBit)) == (DataValueInfo | OverflowBit);

    /// <summary>The symbolic name of the condition, or null when the standard knows none.</summary>
    public string? Name => Enum.GetName((StatusCodes)(Value & ConditionMask));

    /// <summary>This code marked as following discarded values.</summary>
    public StatusCode WithOverflow() => new(Value | DataValueInfo | OverflowBit);

    public static implicit operator StatusCode(StatusCodes code) => new((uint)code);

    /// <summary>For instance <c>BadNodeIdUnknown (0x80340000)</c>; a code without a name is named by its severity.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name ?? (IsBad ? "Bad" : IsUncertain ? "Uncertain" : "Good")} (0x{Value:X8})");
}
