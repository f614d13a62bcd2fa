using System.Buffers.Binary;

namespace Millwright.Drivers.RemoteWrite;

/// <summary>Reads the fields of a protobuf message from front to back; nothing is allocated. A fault is kept, and ends the reading.</summary>
/// <remarks>Protocol Buffers, "Encoding": a key of number and wire type, then a varint, 8 bytes, a length with bytes, or 4 bytes; groups are refused.</remarks>
internal ref struct MessageFields(ReadOnlySpan<byte> message)
{
    private const int MaxVarintBytes = 10;
    private const ulong MaxNumber = (1UL << 29) - 1;

    private readonly int _length = message.Length;
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>True when the message broke off or has a wire type that there is not.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Where the next field begins.</summary>
    public readonly int Position => _length - _rest.Length;

    public int Number { get; private set; }

    /// <summary>0 varint, 1 eight bytes, 2 bytes with their length, 5 four bytes.</summary>
    public int Wire { get; private set; }

    /// <summary>The value of a varint, of 8 and of 4 bytes.</summary>
    public ulong Bits { get; private set; }

    /// <summary>The value of bytes with their length.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Goes to the next field.</summary>
    /// <returns>False at the end of the message and at a fault.</returns>
    public bool TryNext()
    {
        if (IsBroken || _rest.IsEmpty || !TryVarint(out var key))
            return false;
        Wire = (int)(key & 7);
        Bits = 0;
        Content = default;
        if (key >> 3 is 0 or > MaxNumber)
            return Break();
        Number = (int)(key >> 3);
        switch (Wire)
        {
            case 0:
                var isVarint = TryVarint(out var varint);
                Bits = varint;
                return isVarint;
            case 1 when _rest.Length >= sizeof(ulong):
                Bits = BinaryPrimitives.ReadUInt64LittleEndian(_rest);
                _rest = _rest[sizeof(ulong)..];
                return true;
            case 2:
                if (!TryVarint(out var length) || length > (ulong)_rest.Length)
                    return Break();
                Content = _rest[..(int)length];
                _rest = _rest[(int)length..];
                return true;
            case 5 when _rest.Length >= sizeof(uint):
                Bits = BinaryPrimitives.ReadUInt32LittleEndian(_rest);
                _rest = _rest[sizeof(uint)..];
                return true;
            default:
                return Break();
        }
    }

    private bool TryVarint(out ulong value)
    {
        value = 0;
        for (var i = 0; i < MaxVarintBytes && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return true;
            }
        }
        return Break();
    }

    private bool Break()
    {
        IsBroken = true;
        return false;
    }
}
