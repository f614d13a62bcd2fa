namespace Millwright.Modbus.Messages;

/// <summary>How much of its identification a device is asked for (6.21, "Read Device ID code").</summary>
public enum IdentificationLevel : byte
{
    /// <summary>Vendor name, product code, revision.</summary>
    Basic = 1,

    /// <summary>Also vendor URL, product name, model name, user application name.</summary>
    Regular = 2,

    /// <summary>Also the vendor's own objects.</summary>
    Extended = 3,

    /// <summary>One object alone.</summary>
    Individual = 4,
}
