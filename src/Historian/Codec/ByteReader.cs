using System.Buffers.Binary;

namespace Millwright.Historian.Codec;

/// <summary>Reads what <see cref="ByteWriter"/> wrote; anything else is a <see cref="BlockDamagedException"/>.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly int Remaining => _rest.Length;

    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)_rest.Length)
            throw new BlockDamagedException($"{count} bytes are expected where {_rest.Length} are left");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public byte ReadByte() => ReadBytes(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(sizeof(ushort)));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(sizeof(uint)));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(sizeof(ulong)));

    public ulong ReadVariable()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = ReadByte();
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }
        throw new BlockDamagedException("a number has more than 64 bits");
    }

    public long ReadSigned()
    {
        var value = ReadVariable();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A count or length of at most <paramref name="limit"/>.</summary>
    public int ReadCount(int limit)
    {
        var value = ReadVariable();
        return value <= (ulong)limit ? (int)value : throw new BlockDamagedException($"a count of {value} is above the limit of {limit}");
    }
}
