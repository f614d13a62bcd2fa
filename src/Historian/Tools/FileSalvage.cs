using System.Buffers.Binary;
using Millwright.Flow.Files;
using Millwright.Historian.Blocks;
using Millwright.Historian.Codec;
using Millwright.Historian.Storage;
using Millwright.Model;

namespace Millwright.Historian.Tools;

/// <summary>
/// Finds the sound records of a damaged file by their checksums, whatever became of its index, and writes them into a new file: the file's
/// next revision. The damaged one is set aside.
/// </summary>
internal sealed class FileSalvage
{
    /// <summary>The largest file that is read; it is read as a whole.</summary>
    private const long MaxFileBytes = 2_000_000_000;

    private readonly Dictionary<uint, (int Offset, int Length)> _times = [];
    private readonly List<(TagId Tag, ulong Sequence, int Offset, int Length)> _blocks = [];
    private readonly byte[] _bytes;

    private FileSalvage(byte[] bytes) => _bytes = bytes;

    /// <summary>Saves what can be saved of one file.</summary>
    /// <returns>The sound blocks and their samples.</returns>
    /// <exception cref="IOException">The disk failed, or the file is too large; nothing changed.</exception>
    public static (long Blocks, long Samples) Save(IFileStore files, string path, TimeProvider clock, CancellationToken cancellation)
    {
        if (!BlockFileName.TryParse(path, out var name))
            return (0, 0);
        var salvage = new FileSalvage(ReadAll(files, path));
        salvage.Scan(cancellation);
        var folder = Path.GetDirectoryName(path)!;
        var written = salvage.Write(files, Path.Combine(folder, (name with { Revision = name.Revision + 1 }).ToString()), name.Flushes, clock);
        if (!path.EndsWith(BlockFileFormat.DamagedExtension, StringComparison.Ordinal))
        {
            files.Rename(path, path + BlockFileFormat.DamagedExtension);
            files.SyncDirectory(folder);
        }
        return written;
    }

    private static byte[] ReadAll(IFileStore files, string path)
    {
        using var file = files.Open(path, writable: false);
        if (file.Length > MaxFileBytes)
            throw new IOException($"{path} has {file.Length:N0} bytes; at most {MaxFileBytes:N0} are repaired: restore it from a backup");
        var bytes = new byte[file.Length];
        var read = file.Read(0, bytes);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    private void Scan(CancellationToken cancellation)
    {
        for (var at = BlockFileFormat.HeaderSize; at + BlockFileFormat.RecordHeaderSize <= _bytes.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            var length = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(at));
            var content = at + BlockFileFormat.RecordHeaderSize;
            if (length is < 1 or > BlockCodec.MaxBytes || length > _bytes.Length - content)
            {
                at++;
                continue;
            }
            var checksum = BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at + sizeof(int)));
            if (Crc32C.Of(_bytes.AsSpan(content, length)) != checksum)
            {
                at++;
                continue;
            }
            if (BlockCodec.TryReadOwner(_bytes.AsSpan(content, length), out var tag, out var sequence))
                _blocks.Add((tag, sequence, content, length));
            _times[checksum] = (content, length);
            at = content + length;
        }
    }

    private (long Blocks, long Samples) Write(IFileStore files, string path, FlushRange flushes, TimeProvider clock)
    {
        var header = TryReadHeader() ?? new(flushes, 0, 0, 0);
        var columns = new SampleColumns();
        var rollups = new RollupBuilder();
        var (blocks, samples) = (0L, 0L);
        using var writer = new BlockFileWriter(files, path, header with { WrittenTicks = Math.Max(Timestamp.Now(clock).Ticks, header.WrittenTicks + 1) });
        foreach (var tag in _blocks.GroupBy(b => b.Tag).OrderBy(g => g.Key))
        {
            rollups.Clear();
            foreach (var (_, sequence, offset, length) in tag)
            {
                var block = _bytes.AsSpan(offset, length);
                var times = BlockCodec.TimesChecksum(block) is { } checksum && _times.TryGetValue(checksum, out var place)
                    ? _bytes.AsSpan(place.Offset, place.Length).ToArray()
                    : null;
                if (!TryDecode(block, times, tag.Key, columns))
                    continue;
                writer.Add(tag.Key, sequence, BlockSummary.Of(columns), block, times);
                rollups.Add(columns);
                blocks++;
                samples += columns.Count;
            }
            writer.Add(tag.Key, rollups);
        }
        if (!writer.IsEmpty)
            writer.Complete([]);
        return (blocks, samples);
    }

    private BlockFileHeader? TryReadHeader()
    {
        try
        {
            return BlockFileHeader.Read(_bytes);
        }
        catch (BlockDamagedException)
        {
            // The name says which flushes it has; where in the log they were is not known any more.
            return null;
        }
    }

    private static bool TryDecode(ReadOnlySpan<byte> block, byte[]? times, TagId tag, SampleColumns columns)
    {
        try
        {
            BlockCodec.Decode(block, times, tag, columns);
            return true;
        }
        catch (BlockDamagedException)
        {
            // A record of times that looks like a block, or a block whose times are lost.
            return false;
        }
    }
}
