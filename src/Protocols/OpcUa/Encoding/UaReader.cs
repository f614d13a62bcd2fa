using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Encoding;

/// <summary>
/// Reads OPC UA binary (OPC 10000-6, 5.2) from front to back. Total: every length is checked against the limits and against the bytes
/// that are left before anything is allocated. Copies of it share nothing, so a copy looks ahead.
/// </summary>
/// <exception cref="UaException">BadDecodingError for short or malformed input, BadEncodingLimitsExceeded for input above a limit.</exception>
public ref partial struct UaReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly UaLimits _limits;
    private int _position;
    private int _depth;

    public UaReader(ReadOnlySpan<byte> bytes, UaLimits? limits = null)
    {
        _bytes = bytes;
        _limits = limits ?? UaLimits.Default;
    }

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _position;

    /// <summary>Bytes not yet read.</summary>
    public readonly int Remaining => _bytes.Length - _position;

    public readonly UaLimits Limits => _limits;

    /// <summary>What was read since an earlier <see cref="Position"/>.</summary>
    public readonly ReadOnlySpan<byte> Since(int position) => _bytes[position.._position];

    /// <summary>What was not yet read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _bytes[_position..];

    public bool ReadBoolean() => ReadByte() != 0;

    public byte ReadByte()
    {
        if (_position >= _bytes.Length)
            DecodingFault.Short(1, 0);
        return _bytes[_position++];
    }

    public sbyte ReadSByte() => (sbyte)ReadByte();

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public short ReadInt16() => BinaryPrimitives.ReadInt16LittleEndian(Take(2));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public float ReadFloat() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public UaDateTime ReadDateTime() => new(ReadInt64());

    public Guid ReadGuid() => new(Take(16));

    public StatusCode ReadStatusCode() => new(ReadUInt32());

    /// <summary>An enumeration's number (OPC 10000-6, 5.2.4).</summary>
    public TEnum ReadEnum<TEnum>()
        where TEnum : unmanaged, Enum
    {
        var number = ReadInt32();
        return Unsafe.As<int, TEnum>(ref number);
    }

    /// <summary>The next bytes without a copy.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)Remaining)
            DecodingFault.Short(count, Remaining);
        var taken = _bytes.Slice(_position, count);
        _position += count;
        return taken;
    }

    public void Skip(int count) => _ = Take(count);

    /// <summary>A nested level; every way out passes <see cref="Leave"/>, except an exception, which ends the reader's use.</summary>
    public void Enter()
    {
        if (++_depth > Math.Min(_limits.MaxNesting, UaLimits.DeepestNesting))
            DecodingFault.Limit("a nesting", _depth, Math.Min(_limits.MaxNesting, UaLimits.DeepestNesting));
    }

    public void Leave() => _depth--;

    /// <summary>A reader of part of this reader's bytes that counts nesting on from here.</summary>
    public readonly UaReader Nested(ReadOnlySpan<byte> bytes) => new(bytes, _limits) { _depth = _depth };

    /// <summary>The UTF-8 of a string without a copy; <paramref name="isNull"/> tells null from empty.</summary>
    public ReadOnlySpan<byte> ReadStringBytes(out bool isNull) => ReadCounted("a string", _limits.MaxStringBytes, out isNull);

    /// <summary>A byte string without a copy; <paramref name="isNull"/> tells null from empty.</summary>
    public ReadOnlySpan<byte> ReadByteStringSpan(out bool isNull) => ReadCounted("a byte string", _limits.MaxByteStringBytes, out isNull);

    /// <summary>A string; bytes that are no UTF-8 become U+FFFD.</summary>
    public string? ReadString()
    {
        var bytes = ReadStringBytes(out var isNull);
        return isNull ? null : System.Text.Encoding.UTF8.GetString(bytes);
    }

    public byte[]? ReadByteString()
    {
        var bytes = ReadByteStringSpan(out var isNull);
        return isNull ? null : bytes.ToArray();
    }

    /// <summary>
    /// The length of an array, 0 for a null array and -1 nowhere: most services do not tell null from empty
    /// (OPC 10000-6, 5.2.5). Checked against the limit and against the least bytes that so many elements take.
    /// </summary>
    public int ReadArrayLength(int leastElementBytes) => Math.Max(0, ReadArrayLengthOrNull(leastElementBytes));

    /// <summary>The length of an array, -1 for a null array.</summary>
    public int ReadArrayLengthOrNull(int leastElementBytes)
    {
        var length = ReadInt32();
        if (length < 0)
            return -1;
        CheckElements(length, leastElementBytes);
        return length;
    }

    /// <summary>An array; a null array is an empty one.</summary>
    public T[] ReadArray<T>(int leastElementBytes, DecodeElement<T> element)
    {
        ArgumentNullException.ThrowIfNull(element);
        return ReadEach(ReadArrayLength(leastElementBytes), element);
    }

    private T[] ReadEach<T>(int length, DecodeElement<T> element)
    {
        if (length == 0)
            return [];
        var elements = new T[length];
        for (var i = 0; i < elements.Length; i++)
            elements[i] = element(ref this);
        return elements;
    }

    private ReadOnlySpan<byte> ReadCounted(string what, int limit, out bool isNull)
    {
        var length = ReadInt32();
        isNull = length < 0;
        if (length <= 0)
            return default;
        if (length > limit)
            DecodingFault.Limit(what, length, limit);
        return Take(length);
    }
}
