using Millwright.Modbus.Registers;

namespace Millwright.Modbus.Planning;

/// <summary>One request: a range and the items it serves. Blocks are compared by reference.</summary>
public sealed class ReadBlock
{
    internal ReadBlock(ReadItem[] items)
    {
        Items = items;
        Area = items[0].Area;
        Address = items[0].Address;
        var end = 0;
        foreach (var item in items)
            end = Math.Max(end, item.End);
        Count = (ushort)(end - Address);
    }

    public ModbusArea Area { get; }

    /// <summary>First address, 0-based.</summary>
    public ushort Address { get; }

    /// <summary>Registers or bits to read.</summary>
    public ushort Count { get; }

    /// <summary>The items within, by address.</summary>
    public IReadOnlyList<ReadItem> Items { get; }
}
