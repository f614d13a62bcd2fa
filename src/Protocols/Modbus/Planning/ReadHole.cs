using Millwright.Modbus.Registers;

namespace Millwright.Modbus.Planning;

/// <summary>A range no request may reach across: the device refused one that did. With length 0 it is a border between two addresses.</summary>
/// <param name="Area">Where.</param>
/// <param name="Address">First address, 0-based.</param>
/// <param name="Length">Registers or bits; 0 for a border in front of <paramref name="Address"/>.</param>
public readonly record struct ReadHole(ModbusArea Area, int Address, int Length)
{
    /// <summary>Whether a request from <paramref name="start"/> up to <paramref name="end"/> would reach across.</summary>
    internal bool IsCrossedBy(int start, int end) => Length == 0
        ? start < Address && end > Address
        : start < Address + Length && end > Address;
}
