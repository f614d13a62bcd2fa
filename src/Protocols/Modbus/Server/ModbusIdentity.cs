using System.Text;

namespace Millwright.Modbus.Server;

/// <summary>The identification objects of a device, by id (MODBUS Application Protocol 1.1b3, 6.21). Values are kept as the bytes to send.</summary>
public sealed class ModbusIdentity
{
    /// <summary>Bytes of one object at most, so that it fits a reply of its own.</summary>
    public const int MaxObjectBytes = 244;

    private readonly SortedList<byte, byte[]> _objects = [];

    /// <summary>The three basic objects every device must have.</summary>
    public ModbusIdentity(string vendorName, string productCode, string revision)
    {
        Set(0, vendorName);
        Set(1, productCode);
        Set(2, revision);
    }

    /// <summary>Sets an object: 3 vendor URL, 4 product name, 5 model name, 6 user application name, 0x80 and above the vendor's own.</summary>
    /// <exception cref="ArgumentException">The value is longer than <see cref="MaxObjectBytes"/> in UTF-8.</exception>
    public ModbusIdentity Set(byte id, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        if (bytes.Length > MaxObjectBytes)
            throw new ArgumentException($"object {id} has {bytes.Length} bytes; at most {MaxObjectBytes} fit a reply", nameof(value));
        _objects[id] = bytes;
        return this;
    }

    internal int Count => _objects.Count;

    internal byte IdAt(int index) => _objects.Keys[index];

    internal ReadOnlySpan<byte> ValueAt(int index) => _objects.Values[index];

    internal int IndexOf(byte id) => _objects.IndexOfKey(id);
}
