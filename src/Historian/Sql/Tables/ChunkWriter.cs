using System.Text;
using Millwright.Historian.Sql.Native;
using Millwright.Model;

namespace Millwright.Historian.Sql.Tables;

/// <summary>The columns of one chunk that somebody wants, to be written.</summary>
internal readonly unsafe ref struct ChunkWriter
{
    private readonly DuckLibrary _library;
    private readonly nint _chunk;
    private readonly ReadOnlySpan<int> _places;

    /// <param name="library">Whose chunk it is.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="places">By column of the table its place in the chunk, -1 where nobody wants it.</param>
    /// <param name="capacity">The most rows.</param>
    public ChunkWriter(DuckLibrary library, nint chunk, ReadOnlySpan<int> places, int capacity)
    {
        _library = library;
        _chunk = chunk;
        _places = places;
        Capacity = capacity;
    }

    public int Capacity { get; }

    public bool Wants(int column) => _places[column] >= 0;

    public Span<double> Numbers(int column) => new(_library.VectorData(Vector(column)), Capacity);

    /// <summary>Integers, and times in microseconds since 1970.</summary>
    public Span<long> Integers(int column) => new(_library.VectorData(Vector(column)), Capacity);

    public Span<bool> Flags(int column) => new(_library.VectorData(Vector(column)), Capacity);

    public void SetText(int column, int row, ReadOnlySpan<byte> utf8)
    {
        fixed (byte* text = utf8)
            _library.AssignText(Vector(column), (ulong)row, text, (ulong)utf8.Length);
    }

    public void SetText(int column, int row, string text) => SetText(column, row, Encoding.UTF8.GetBytes(text));

    /// <summary>One text in all rows.</summary>
    public void SetAll(int column, ReadOnlySpan<byte> utf8)
    {
        nint value;
        fixed (byte* text = utf8)
            value = _library.CreateText(text, (ulong)utf8.Length);
        _library.ReferenceValue(Vector(column), value);
        _library.DestroyValue(&value);
    }

    /// <summary>Takes rows out of a column; call it once a chunk at most.</summary>
    /// <param name="column">The column.</param>
    /// <param name="isNull">True where there is none.</param>
    public void SetNulls(int column, ReadOnlySpan<bool> isNull)
    {
        var vector = Vector(column);
        _library.EnsureValidityWritable(vector);
        var validity = _library.VectorValidity(vector);
        for (var row = 0; row < isNull.Length; row++)
        {
            if (isNull[row])
                validity[row >> 6] &= ~(1UL << (row & 63));
        }
    }

    /// <summary>Microseconds since 1970, towards the past.</summary>
    public static long Microseconds(Timestamp time) => Math.DivRem(time.Ticks, TimeSpan.TicksPerMicrosecond).Quotient - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond);

    private nint Vector(int column) => _library.ChunkVector(_chunk, (ulong)_places[column]);
}
