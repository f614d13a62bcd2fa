using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Encoding;

/// <summary>
/// Writes OPC UA binary (OPC 10000-6, 5.2) into a buffer of the shared pool that grows as needed. Made to be kept: <see cref="Clear"/> and
/// write again. Leave room for a chunk's headers with <see cref="Reserve"/> and fill it afterwards through <see cref="Written"/>.
/// </summary>
/// <exception cref="UaException">BadEncodingLimitsExceeded when the message would pass its limit.</exception>
public sealed partial class UaWriter : IDisposable
{
    private readonly int _maxBytes;
    private byte[] _buffer;
    private int _capacity;
    private int _length;

    /// <param name="initialBytes">The first size of the buffer.</param>
    /// <param name="maxBytes">The size it never passes.</param>
    public UaWriter(int initialBytes = 8192, int maxBytes = 1 << 30)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(initialBytes);
        _maxBytes = maxBytes;
        _buffer = ArrayPool<byte>.Shared.Rent(initialBytes);
        _capacity = Math.Min(_buffer.Length, maxBytes);
    }

    /// <summary>Bytes written so far.</summary>
    public int Length => _length;

    /// <summary>What was written, to be patched in place; valid until the next write.</summary>
    public Span<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _length);

    /// <summary>Forgets what was written and keeps the buffer.</summary>
    public void Clear() => _length = 0;

    /// <summary>Takes back what was written behind a position, for instance a result that turned out too large.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)_length);
        _length = length;
    }

    /// <summary>Leaves room for bytes to be filled later and returns where.</summary>
    public int Reserve(int count)
    {
        var position = _length;
        Next(count).Clear();
        return position;
    }

    /// <summary>Fills a 32-bit number whose place was reserved, for instance an array's length that was not known before.</summary>
    public void Patch(int position, int value) => BinaryPrimitives.WriteInt32LittleEndian(Written[position..], value);

    public void WriteBoolean(bool value) => Next(1)[0] = value ? (byte)1 : (byte)0;

    public void WriteByte(byte value) => Next(1)[0] = value;

    public void WriteSByte(sbyte value) => Next(1)[0] = (byte)value;

    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Next(2), value);

    public void WriteInt16(short value) => BinaryPrimitives.WriteInt16LittleEndian(Next(2), value);

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Next(4), value);

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Next(4), value);

    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Next(8), value);

    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Next(8), value);

    public void WriteFloat(float value) => BinaryPrimitives.WriteSingleLittleEndian(Next(4), value);

    public void WriteDouble(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Next(8), value);

    public void WriteDateTime(UaDateTime value) => WriteInt64(value.Ticks);

    public void WriteGuid(Guid value) => value.TryWriteBytes(Next(16));

    public void WriteStatusCode(StatusCode value) => WriteUInt32(value.Value);

    public void WriteEnum<TEnum>(TEnum value)
        where TEnum : unmanaged, Enum => WriteInt32(Unsafe.As<TEnum, int>(ref value));

    /// <summary>Bytes as they are, without a length.</summary>
    public void WriteRaw(scoped ReadOnlySpan<byte> bytes) => bytes.CopyTo(Next(bytes.Length));

    public void WriteString(string? value)
    {
        if (value is null)
        {
            WriteInt32(-1);
            return;
        }
        var room = Room(4 + System.Text.Encoding.UTF8.GetMaxByteCount(value.Length), value);
        var written = System.Text.Encoding.UTF8.GetBytes(value, room[4..]);
        BinaryPrimitives.WriteInt32LittleEndian(room, written);
        _length += 4 + written;
    }

    /// <summary>A string that is UTF-8 already.</summary>
    public void WriteUtf8(scoped ReadOnlySpan<byte> value)
    {
        var at = Next(4 + value.Length);
        BinaryPrimitives.WriteInt32LittleEndian(at, value.Length);
        value.CopyTo(at[4..]);
    }

    public void WriteByteString(byte[]? value)
    {
        if (value is null)
            WriteInt32(-1);
        else
            WriteUtf8(value);
    }

    /// <summary>A byte string that is never null.</summary>
    public void WriteByteString(scoped ReadOnlySpan<byte> value) => WriteUtf8(value);

    public void WriteArray<T>(ReadOnlySpan<T> elements, EncodeElement<T> element)
    {
        ArgumentNullException.ThrowIfNull(element);
        WriteInt32(elements.Length);
        WriteEach(elements, element);
    }

    private void WriteEach<T>(ReadOnlySpan<T> elements, EncodeElement<T> element)
    {
        foreach (var value in elements)
            element(this, value);
    }

    /// <summary>An array of a list; null writes a null array.</summary>
    public void WriteArray<T>(IReadOnlyList<T>? elements, EncodeElement<T> element)
    {
        ArgumentNullException.ThrowIfNull(element);
        if (elements is null)
        {
            WriteInt32(-1);
            return;
        }
        WriteInt32(elements.Count);
        for (var i = 0; i < elements.Count; i++)
            element(this, elements[i]);
    }

    /// <summary>Gives the buffer back to the pool.</summary>
    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _capacity = 0;
        _length = 0;
    }

    private Span<byte> Next(int count)
    {
        var start = _length;
        if (count > _capacity - start)
            Grow(count);
        _length = start + count;
        return _buffer.AsSpan(start, count);
    }

    private Span<byte> Room(int atMost, string value)
    {
        // A long string would ask for three times its size; counting it first is cheaper than that much growth.
        var count = atMost <= 1024 ? atMost : 4 + System.Text.Encoding.UTF8.GetByteCount(value);
        if (count > _capacity - _length)
            Grow(count);
        return _buffer.AsSpan(_length, count);
    }

    private void Grow(int count)
    {
        var needed = (long)_length + count;
        if (needed > _maxBytes)
            throw new UaException(StatusCodes.BadEncodingLimitsExceeded, $"the message is above its limit of {_maxBytes} bytes");
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, 2L * _buffer.Length), _maxBytes));
        Written.CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
        _capacity = Math.Min(larger.Length, _maxBytes);
    }
}
