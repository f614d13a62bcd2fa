using Millwright.Modbus.Messages;

namespace Millwright.Modbus.Planning;

/// <summary>How far reads are merged.</summary>
public sealed record PlannerOptions
{
    /// <summary>Unneeded registers a request may carry between two items, 0 to 125. A request costs about as much as 30 registers.</summary>
    public int MaxRegisterGap { get; init; } = 16;

    /// <summary>Unneeded bits a request may carry between two items, 0 to 2000.</summary>
    public int MaxBitGap { get; init; } = 256;

    /// <summary>Registers of one request, 1 to 125; some devices take fewer.</summary>
    public int MaxRegisters { get; init; } = ModbusLimits.MaxReadRegisters;

    /// <summary>Bits of one request, 1 to 2000.</summary>
    public int MaxBits { get; init; } = ModbusLimits.MaxReadBits;

    /// <summary>How long a bad item is left alone at first; doubled after each failure.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest time a bad item is left alone.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether an exception says that part of a range is not there. Devices that should say 2 also say 3 or 4.</summary>
    public Func<ModbusExceptionCode, bool> IsAboutAddress { get; init; } = static code => code
        is ModbusExceptionCode.IllegalDataAddress or ModbusExceptionCode.IllegalDataValue or ModbusExceptionCode.ServerDeviceFailure;
}
