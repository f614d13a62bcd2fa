namespace Millwright.Wire.Serial;

/// <summary>The parity bit of a serial line.</summary>
public enum SerialParity
{
    None,
    Even,
    Odd,
}
