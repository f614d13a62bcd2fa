using System.Globalization;

namespace Millwright.Model;

/// <summary>How far a value can be trusted: an OPC UA status code, kept from the device to the last page.</summary>
/// <remarks>OPC UA Part 4, 7.39 (StatusCode) and Part 8, 6.3 (data access codes). The two top bits are the severity.</remarks>
/// <param name="Code">The status code, 32 bits.</param>
public readonly record struct Quality(uint Code) : IComparable<Quality>
{
    public static Quality Good => new(0x0000_0000);
    /// <summary>The value was held at a limit of its range.</summary>
    public static Quality GoodClamped => new(0x0030_0000);
    public static Quality Uncertain => new(0x4000_0000);
    /// <summary>The last value that was good; its source has been lost since.</summary>
    public static Quality UncertainLastUsableValue => new(0x4090_0000);
    public static Quality UncertainNoCommunicationLastUsableValue => new(0x408F_0000);
    /// <summary>A value read before the first full cycle after a connect or restart.</summary>
    public static Quality UncertainInitialValue => new(0x4092_0000);
    public static Quality UncertainSensorNotAccurate => new(0x4093_0000);
    public static Quality UncertainEngineeringUnitsExceeded => new(0x4094_0000);
    public static Quality UncertainSubNormal => new(0x4095_0000);
    public static Quality Bad => new(0x8000_0000);
    public static Quality BadCommunicationError => new(0x8005_0000);
    public static Quality BadDecodingError => new(0x8007_0000);
    public static Quality BadTimeout => new(0x800A_0000);
    public static Quality BadShutdown => new(0x800C_0000);
    public static Quality BadNoCommunication => new(0x8031_0000);
    public static Quality BadWaitingForInitialData => new(0x8032_0000);
    public static Quality BadOutOfRange => new(0x803C_0000);
    public static Quality BadTypeMismatch => new(0x8074_0000);
    public static Quality BadConfigurationError => new(0x8089_0000);
    public static Quality BadNotConnected => new(0x808A_0000);
    public static Quality BadDeviceFailure => new(0x808B_0000);
    public static Quality BadSensorFailure => new(0x808C_0000);
    public static Quality BadOutOfService => new(0x808D_0000);
    public static Quality BadNoData => new(0x809B_0000);

    public bool IsGood => Code >> 30 == 0;
    public bool IsUncertain => Code >> 30 == 1;
    public bool IsBad => Code >> 30 >= 2;

    /// <summary>The worse of two, by severity; of equal severity the first.</summary>
    public static Quality Worst(Quality first, Quality second) => second.Code >> 30 > first.Code >> 30 ? second : first;

    /// <summary>By severity first, then by code: a good value sorts before an uncertain before a bad one.</summary>
    public int CompareTo(Quality other) => Code.CompareTo(other.Code);

    public static bool operator <(Quality left, Quality right) => left.Code < right.Code;
    public static bool operator >(Quality left, Quality right) => left.Code > right.Code;
    public static bool operator <=(Quality left, Quality right) => left.Code <= right.Code;
    public static bool operator >=(Quality left, Quality right) => left.Code >= right.Code;

    /// <summary>The code's name in OPC UA Part 6, Annex A, or its hexadecimal form where it has none here.</summary>
    public override string ToString() => (Code & 0xFFFF_0000) switch
    {
        0x0000_0000 => "Good",
        0x0030_0000 => "GoodClamped",
        0x4000_0000 => "Uncertain",
        0x4090_0000 => "UncertainLastUsableValue",
        0x408F_0000 => "UncertainNoCommunicationLastUsableValue",
        0x4092_0000 => "UncertainInitialValue",
        0x4093_0000 => "UncertainSensorNotAccurate",
        0x4094_0000 => "UncertainEngineeringUnitsExceeded",
        0x4095_0000 => "UncertainSubNormal",
        0x8000_0000 => "Bad",
        0x8005_0000 => "BadCommunicationError",
        0x8007_0000 => "BadDecodingError",
        0x800A_0000 => "BadTimeout",
        0x800C_0000 => "BadShutdown",
        0x801F_0000 => "BadUserAccessDenied",
        0x8031_0000 => "BadNoCommunication",
        0x8032_0000 => "BadWaitingForInitialData",
        0x8033_0000 => "BadNodeIdInvalid",
        0x8034_0000 => "BadNodeIdUnknown",
        0x8035_0000 => "BadAttributeIdInvalid",
        0x8036_0000 => "BadIndexRangeInvalid",
        0x8037_0000 => "BadIndexRangeNoData",
        0x803A_0000 => "BadNotReadable",
        0x803C_0000 => "BadOutOfRange",
        0x806F_0000 => "BadNoMatch",
        0x8074_0000 => "BadTypeMismatch",
        0x8089_0000 => "BadConfigurationError",
        0x808A_0000 => "BadNotConnected",
        0x808B_0000 => "BadDeviceFailure",
        0x808C_0000 => "BadSensorFailure",
        0x808D_0000 => "BadOutOfService",
        0x809B_0000 => "BadNoData",
        _ => "0x" + Code.ToString("X8", CultureInfo.InvariantCulture),
    };
}
