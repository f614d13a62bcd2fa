namespace Millwright.Wire.Serial;

/// <summary>How a serial port is set. The defaults are those of MODBUS over Serial Line 1.02, 3.4: 19,200 baud, 8 bits, even parity, 1 stop bit.</summary>
public sealed record SerialSettings
{
    /// <summary>Bits per second, 50 to 4,000,000. Any value the port's clock can make, not only the usual ones.</summary>
    public int BaudRate { get; init; } = 19_200;

    /// <summary>7 or 8. RTU needs 8.</summary>
    public int DataBits { get; init; } = 8;

    /// <summary>The parity bit.</summary>
    public SerialParity Parity { get; init; } = SerialParity.Even;

    /// <summary>1 or 2. Modbus asks for 2 without parity, so that a character keeps 11 bits.</summary>
    public int StopBits { get; init; } = 1;

    /// <summary>Lets the kernel drive the RS-485 transmitter through RTS, where the port can (<c>TIOCSRS485</c>).</summary>
    public bool Rs485 { get; init; }

    /// <summary>Bits on the line for one character, start bit included.</summary>
    public int BitsPerCharacter => 1 + DataBits + (Parity == SerialParity.None ? 0 : 1) + StopBits;

    /// <summary>Time one character takes on the line.</summary>
    public TimeSpan CharacterTime => TimeSpan.FromTicks(TimeSpan.TicksPerSecond * BitsPerCharacter / BaudRate);

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BaudRate, 50, nameof(BaudRate));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BaudRate, 4_000_000, nameof(BaudRate));
        ArgumentOutOfRangeException.ThrowIfLessThan(DataBits, 7, nameof(DataBits));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(DataBits, 8, nameof(DataBits));
        ArgumentOutOfRangeException.ThrowIfLessThan(StopBits, 1, nameof(StopBits));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(StopBits, 2, nameof(StopBits));
    }
}
