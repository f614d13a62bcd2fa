using System.Buffers;
using System.Buffers.Binary;
using Millwright.Flow.Files;
using Millwright.Historian.Codec;
using Millwright.Model;

namespace Millwright.Historian.Blocks;

/// <summary>Reads blocks for one query; neighbours are read together, times that several blocks share only once.</summary>
internal sealed class BlockReader : IDisposable
{
    private const int WindowSize = 64 * 1024;

    private byte[] _window = ArrayPool<byte>.Shared.Rent(WindowSize);
    private byte[] _large = [];
    private byte[] _times = [];
    private BlockFile? _file;
    private long _windowOffset;
    private int _windowLength;
    private long _lastEnd = -1;
    private BlockFile? _timesFile;
    private long _timesOffset = -1;
    private int _timesLength;

    /// <summary>Reads a block and checks it against what the index says of it.</summary>
    /// <exception cref="BlockDamagedException">The block or its times are damaged.</exception>
    public void Decode(BlockFile file, TagId tag, in BlockEntry entry, SampleColumns columns)
    {
        var times = Times(file, entry);
        BlockCodec.Decode(Record(file, entry.Offset, entry.Length), times, tag, columns);
        var summary = entry.Summary;
        if (columns.Count != summary.Count || columns.Times[0] != summary.First || columns.Times[^1] != summary.Last
            || columns.Bits[0] != summary.FirstBits || columns.Bits[^1] != summary.LastBits)
            throw new BlockDamagedException("a block is not what the index says of it");
    }

    /// <summary>The block's bytes as they are, their checksum verified; valid until the next call.</summary>
    public ReadOnlySpan<byte> Bytes(BlockFile file, in BlockEntry entry) => Record(file, entry.Offset, entry.Length);

    /// <summary>The block's times when they are kept apart, otherwise empty; valid until the times of another block are read.</summary>
    public ReadOnlySpan<byte> Times(BlockFile file, in BlockEntry entry)
    {
        if (entry.TimesOffset == 0)
            return default;
        if (_timesFile != file || _timesOffset != entry.TimesOffset || _timesLength != entry.TimesLength)
        {
            _timesFile = null;
            var record = Record(file, entry.TimesOffset, entry.TimesLength);
            if (_times.Length < record.Length)
                _times = new byte[record.Length];
            record.CopyTo(_times);
            (_timesFile, _timesOffset, _timesLength) = (file, entry.TimesOffset, entry.TimesLength);
        }
        return _times.AsSpan(0, _timesLength);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_window);
        _window = [];
    }

    private ReadOnlySpan<byte> Record(BlockFile file, long offset, int length)
    {
        if (length is < 0 or > BlockCodec.MaxBytes || offset < BlockFileFormat.HeaderSize
            || offset + BlockFileFormat.RecordHeaderSize + length > file.Trailer.DirectoryOffset)
        {
            throw new BlockDamagedException("the index points outside the file");
        }
        var record = Raw(file, offset, BlockFileFormat.RecordHeaderSize + length);
        var bytes = record[BlockFileFormat.RecordHeaderSize..];
        if (BinaryPrimitives.ReadInt32LittleEndian(record) != length)
            throw new BlockDamagedException("a record has another length than the index says");
        if (BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) != Crc32C.Of(bytes))
            throw new BlockDamagedException("the checksum of a record is wrong");
        return bytes;
    }

    private ReadOnlySpan<byte> Raw(BlockFile file, long offset, int length)
    {
        if (file == _file && offset >= _windowOffset && offset + length <= _windowOffset + _windowLength)
        {
            _lastEnd = offset + length;
            return _window.AsSpan((int)(offset - _windowOffset), length);
        }
        if (length > WindowSize)
            return ReadLarge(file, offset, length);
        // Whoever reads on where the last record ended will do so again.
        var onward = file == _file && offset >= _lastEnd && offset - _lastEnd < WindowSize;
        var wanted = (int)Math.Min(onward ? WindowSize : length, file.Trailer.DirectoryOffset - offset);
        _file = file;
        _windowOffset = offset;
        _windowLength = file.Read(offset, _window.AsSpan(0, wanted));
        _lastEnd = offset + length;
        return _windowLength >= length ? _window.AsSpan(0, length) : throw new BlockDamagedException("it ends too early");
    }

    private ReadOnlySpan<byte> ReadLarge(BlockFile file, long offset, int length)
    {
        if (_large.Length < length)
            _large = new byte[length];
        return file.Read(offset, _large.AsSpan(0, length)) == length
            ? _large.AsSpan(0, length)
            : throw new BlockDamagedException("it ends too early");
    }
}
