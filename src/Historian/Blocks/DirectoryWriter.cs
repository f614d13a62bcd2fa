using System.Buffers;
using Millwright.Flow.Files;
using Millwright.Historian.Codec;

namespace Millwright.Historian.Blocks;

/// <summary>
/// The directory of a file that is being written, kept until all records stand before it: in pooled pieces, because a buffer that grows by
/// doubling leaves several times its size behind as large garbage that is not collected for hours.
/// </summary>
internal sealed class DirectoryWriter : IDisposable
{
    private const int PieceBytes = 32 * 1024;

    private readonly List<(byte[] Bytes, int Length)> _full = [];
    private readonly ByteWriter _entry = new(DirectoryEntry.Size);
    private byte[] _piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
    private int _used;

    /// <summary>Of all bytes so far.</summary>
    public uint Checksum { get; private set; }

    /// <summary>The pieces in their order.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces => _full.Select(p => new ReadOnlyMemory<byte>(p.Bytes, 0, p.Length)).Append(_piece.AsMemory(0, _used));

    public void Add(in DirectoryEntry entry)
    {
        _entry.Clear();
        entry.Write(_entry);
        Add(_entry.Written);
    }

    public void Add(in FlushRange replaced)
    {
        _entry.Clear();
        _entry.WriteUInt64(replaced.First);
        _entry.WriteUInt64(replaced.Last);
        Add(_entry.Written);
    }

    public void Dispose()
    {
        foreach (var (bytes, _) in _full)
            ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<byte>.Shared.Return(_piece);
        _full.Clear();
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        if (_used + bytes.Length > _piece.Length)
        {
            _full.Add((_piece, _used));
            _piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
            _used = 0;
        }
        bytes.CopyTo(_piece.AsSpan(_used));
        _used += bytes.Length;
        Checksum = Crc32C.Of(bytes, Checksum);
    }
}
