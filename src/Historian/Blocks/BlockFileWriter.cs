using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Millwright.Flow.Files;
using Millwright.Historian.Codec;
using Millwright.Model;

namespace Millwright.Historian.Blocks;

/// <summary>
/// Writes a block file under a temporary name, tag by tag in the order of their identities, and gives it its name once everything
/// is on the medium.
/// </summary>
internal sealed class BlockFileWriter : IDisposable
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Beyond this many shared times they are forgotten, and later blocks write new copies.</summary>
    private const int MaxSharedTimes = 8192;

    private readonly IFileStore _files;
    private readonly string _path;
    private readonly string _temporary;
    private readonly IDurableFile _file;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private readonly DirectoryWriter _directory = new();
    private readonly List<BlockEntry> _entries = [];
    private readonly ByteWriter _list = new();
    private readonly ByteWriter _rollups = new();
    private readonly ByteWriter _tier = new(512);
    private readonly Dictionary<byte[], long> _times = new(ContentComparer.Instance);
    private int _buffered;
    private long _written;
    private TagId _tag;
    private int _tagCount;
    private long _blocks;
    private long _samples;
    private long _first = long.MaxValue;
    private long _last = long.MinValue;
    private bool _completed;

    public BlockFileWriter(IFileStore files, string path, BlockFileHeader header)
    {
        _files = files;
        _path = path;
        _temporary = path + BlockFileFormat.TemporaryExtension;
        if (files.Exists(_temporary))
            files.Delete(_temporary);
        _file = files.Create(_temporary);
        Span<byte> bytes = stackalloc byte[BlockFileFormat.HeaderSize];
        header.Write(bytes);
        Write(bytes);
    }

    /// <summary>True when nothing was added.</summary>
    public bool IsEmpty => _tagCount == 0 && _entries.Count == 0 && _rollups.Length == 0;

    private long Position => _written + _buffered;

    /// <summary>Adds a block; all blocks of a tag come together.</summary>
    /// <param name="tag">Whose; not before the tag of the last block.</param>
    /// <param name="sequence">The block's number.</param>
    /// <param name="summary">What can be said of it.</param>
    /// <param name="bytes">The encoded block.</param>
    /// <param name="times">Its encoded times when they are kept apart.</param>
    public void Add(TagId tag, ulong sequence, in BlockSummary summary, ReadOnlySpan<byte> bytes, byte[]? times)
    {
        Begin(tag);
        var timesOffset = times is null ? 0 : PlaceTimes(times);
        var entry = new BlockEntry(sequence, WriteRecord(bytes), bytes.Length, timesOffset, times?.Length ?? 0, summary);
        _entries.Add(entry);
        _blocks++;
        _samples += summary.Count;
        _first = Math.Min(_first, summary.First);
        _last = Math.Max(_last, summary.Last);
    }

    /// <summary>Gives the roll-ups of a tag, after its blocks when it has any.</summary>
    public void Add(TagId tag, RollupBuilder rollups)
    {
        Begin(tag);
        RollupList.Encode(_rollups, rollups, _tier);
        foreach (ref readonly var row in rollups.Rows(RollupTier.Hour))
        {
            _first = Math.Min(_first, row.First);
            _last = Math.Max(_last, row.Last);
        }
    }

    /// <summary>Ends the file, makes it durable and gives it its name.</summary>
    /// <param name="replaced">The files whose place it takes.</param>
    /// <exception cref="IOException">It is not durable; it has no name.</exception>
    public void Complete(IReadOnlyList<FlushRange> replaced)
    {
        EndTag();
        var directoryOffset = Position;
        foreach (var range in replaced)
            _directory.Add(range);
        foreach (var piece in _directory.Pieces)
            Write(piece.Span);
        var trailer = new BlockFileTrailer(directoryOffset, _tagCount, replaced.Count, _directory.Checksum, _blocks, _samples, _first, _last);
        Span<byte> bytes = stackalloc byte[BlockFileFormat.TrailerSize];
        trailer.Write(bytes);
        Write(bytes);
        Flush();
        _file.Sync();
        _file.Dispose();
        _files.Rename(_temporary, _path);
        _files.SyncDirectory(Path.GetDirectoryName(_path)!);
        _completed = true;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _directory.Dispose();
        if (_completed)
            return;
        _file.Dispose();
        try
        {
            // After a rename that could not be made durable, the next attempt must not find two names.
            _files.Delete(_files.Exists(_temporary) ? _temporary : _path);
        }
        catch (IOException)
        {
            // The next start deletes temporary files; the failure that led here is on its way up already.
        }
    }

    private void Begin(TagId tag)
    {
        if (tag == _tag)
            return;
        EndTag();
        if (tag <= _tag)
            throw new InvalidOperationException("Tags come in the order of their identities.");
        _tag = tag;
    }

    private void EndTag()
    {
        if (_entries.Count == 0 && _rollups.Length == 0)
            return;
        EntryList.Encode(_list, CollectionsMarshal.AsSpan(_entries));
        Span<byte> id = stackalloc byte[TagId.Size];
        _tag.Write(id);
        var start = Crc32C.Of(id);
        _directory.Add(new DirectoryEntry(
            _tag, Position, _list.Length, _rollups.Length, _entries.Count, Crc32C.Of(_list.Written, start),
            Crc32C.Of(_rollups.Written, start)));
        Write(_list.Written);
        Write(_rollups.Written);
        _entries.Clear();
        _list.Clear();
        _rollups.Clear();
        _tagCount++;
    }

    private long PlaceTimes(byte[] times)
    {
        if (_times.TryGetValue(times, out var known))
            return known;
        if (_times.Count >= MaxSharedTimes)
            _times.Clear();
        var offset = WriteRecord(times);
        _times.Add(times, offset);
        return offset;
    }

    private long WriteRecord(ReadOnlySpan<byte> bytes)
    {
        var offset = Position;
        Span<byte> header = stackalloc byte[BlockFileFormat.RecordHeaderSize];
        BinaryPrimitives.WriteInt32LittleEndian(header, bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], Crc32C.Of(bytes));
        Write(header);
        Write(bytes);
        return offset;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, BufferSize - _buffered)];
            part.CopyTo(_buffer.AsSpan(_buffered));
            _buffered += part.Length;
            bytes = bytes[part.Length..];
            if (_buffered == BufferSize)
                Flush();
        }
    }

    private void Flush()
    {
        if (_buffered == 0)
            return;
        _file.Write(_written, _buffer.AsSpan(0, _buffered));
        _written += _buffered;
        _buffered = 0;
    }
}
