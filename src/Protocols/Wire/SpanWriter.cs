using System.Buffers.Binary;

namespace Millwright.Wire;

/// <summary>
/// Writes a frame from front to back. Total: a write that does not fit writes nothing and sets <see cref="Overflowed"/>,
/// so that a whole message is written and checked once.
/// </summary>
public ref struct SpanWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes written so far.</summary>
    public int Written { get; private set; }

    /// <summary>True once a write did not fit; every later write is ignored.</summary>
    public bool Overflowed { get; private set; }

    public void WriteByte(byte value)
    {
        if (Reserve(1, out var at))
            at[0] = value;
    }

    public void WriteUInt16BigEndian(ushort value)
    {
        if (Reserve(2, out var at))
            BinaryPrimitives.WriteUInt16BigEndian(at, value);
    }

    public void WriteUInt16LittleEndian(ushort value)
    {
        if (Reserve(2, out var at))
            BinaryPrimitives.WriteUInt16LittleEndian(at, value);
    }

    public void WriteUInt32BigEndian(uint value)
    {
        if (Reserve(4, out var at))
            BinaryPrimitives.WriteUInt32BigEndian(at, value);
    }

    public void WriteUInt32LittleEndian(uint value)
    {
        if (Reserve(4, out var at))
            BinaryPrimitives.WriteUInt32LittleEndian(at, value);
    }

    public void WriteUInt64BigEndian(ulong value)
    {
        if (Reserve(8, out var at))
            BinaryPrimitives.WriteUInt64BigEndian(at, value);
    }

    public void WriteUInt64LittleEndian(ulong value)
    {
        if (Reserve(8, out var at))
            BinaryPrimitives.WriteUInt64LittleEndian(at, value);
    }

    public void WriteBytes(scoped ReadOnlySpan<byte> bytes)
    {
        if (Reserve(bytes.Length, out var at))
            bytes.CopyTo(at);
    }

    /// <summary>Leaves room for <paramref name="count"/> bytes and hands them out to be filled; empty when they do not fit.</summary>
    public Span<byte> Skip(int count) => Reserve(count, out var at) ? at : default;

    private bool Reserve(int count, out Span<byte> at)
    {
        if (Overflowed || (uint)count > (uint)(_destination.Length - Written))
        {
            Overflowed = true;
            at = default;
            return false;
        }
        at = _destination.Slice(Written, count);
        Written += count;
        return true;
    }
}
