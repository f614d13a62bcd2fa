using Millwright.Modbus.Registers;

namespace Millwright.Modbus.Planning;

/// <summary>One value to be read. It is never split over two requests.</summary>
/// <param name="Id">The caller's own number for it.</param>
/// <param name="Area">Where.</param>
/// <param name="Address">First address, 0-based.</param>
/// <param name="Length">Registers or bits, 1 or more.</param>
public readonly record struct ReadItem(int Id, ModbusArea Area, ushort Address, ushort Length)
{
    /// <summary>The address behind the last one.</summary>
    public int End => Address + Length;
}
