using System.Buffers.Binary;
using Millwright.Flow.Files;
using Millwright.Historian.Codec;
using Millwright.Model;

namespace Millwright.Historian.Blocks;

/// <summary>A block file that is read. Counted: it is closed, and when retired deleted, once nobody uses it any more.</summary>
internal sealed class BlockFile
{
    /// <summary>Of the directory, the identities kept in memory: one of this many.</summary>
    private const int PageTags = 128;

    private readonly IFileStore _files;
    private readonly IDurableFile _file;
    private readonly TagId[] _pages;
    private readonly TagId _last;
    private int _users = 1;
    private volatile bool _retired;

    private BlockFile(
        IFileStore files, IDurableFile file, BlockFileHeader header, BlockFileTrailer trailer, TagId[] pages,
        TagId last, FlushRange[] replaced)
    {
        _files = files;
        _file = file;
        Header = header;
        Trailer = trailer;
        _pages = pages;
        _last = last;
        Replaced = replaced;
        Length = file.Length;
    }

    public string Path => _file.Path;

    public BlockFileHeader Header { get; }

    public BlockFileTrailer Trailer { get; }

    public IReadOnlyList<FlushRange> Replaced { get; }

    public long Length { get; }

    /// <summary>Set when a block or list of it was found damaged; such a file is served as far as it goes and never merged.</summary>
    public bool IsDamaged { get; set; }

    /// <summary>True when it has roll-ups of tags whose samples it has no more.</summary>
    public bool HasLoneRollups => Header.HasLoneRollups;

    /// <summary>Before this time, in ticks, nothing of it is too old.</summary>
    public long NextRetention { get; set; }

    /// <summary>Opens a file and checks all of it but its blocks and their lists.</summary>
    /// <exception cref="BlockDamagedException">Header, directory or end are damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static BlockFile Open(IFileStore files, string path)
    {
        var file = files.Open(path, writable: false);
        try
        {
            return Read(files, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public bool TryAddUser()
    {
        var users = Volatile.Read(ref _users);
        while (users > 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
                return true;
            users = seen;
        }
        return false;
    }

    public void RemoveUser()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;
        _file.Dispose();
        if (!_retired)
            return;
        try
        {
            _files.Delete(Path);
        }
        catch (IOException)
        {
            // Its successor names it as replaced: the next start deletes it.
        }
    }

    /// <summary>Another file has its samples, or they are too old: it is deleted once nobody uses it.</summary>
    public void Retire() => _retired = true;

    /// <summary>The blocks of a tag, by first time; empty when it has none.</summary>
    /// <exception cref="BlockDamagedException">The list is damaged.</exception>
    public BlockEntry[] Entries(TagId tag) => TryFind(tag, out var place) ? Entries(place) : [];

    /// <summary>The blocks of a tag whose place is known, by first time.</summary>
    /// <exception cref="BlockDamagedException">The list is damaged.</exception>
    public BlockEntry[] Entries(in DirectoryEntry place)
    {
        if (place.Count is < 0 or > BlockFileFormat.MaxBlocksPerTag || place.Count > (long)place.ListLength * SummaryColumns.PageRows)
            throw new BlockDamagedException("the directory names an impossible number of blocks");
        if (place.Count == 0)
            return [];
        var entries = EntryList.Decode(ReadChecked(place.Tag, place.Offset, place.ListLength, place.ListChecksum), place.Count);
        for (var i = 1; i < entries.Length; i++)
        {
            if (entries[i].Summary.First >= entries[i - 1].Summary.First)
                continue;
            Array.Sort(entries, static (a, b) => a.Summary.First.CompareTo(b.Summary.First));
            break;
        }
        return entries;
    }

    /// <summary>Where a tag's blocks are listed.</summary>
    public bool TryFind(TagId tag, out DirectoryEntry place)
    {
        place = default;
        var found = Array.BinarySearch(_pages, tag);
        var page = found >= 0 ? found : ~found - 1;
        // Identities rise with time: a tag that was made after the file is behind its last one, and costs no reading.
        if (page < 0 || tag.CompareTo(_last) > 0)
            return false;
        Span<byte> bytes = stackalloc byte[PageTags * DirectoryEntry.Size];
        bytes = ReadPage(page, bytes);
        var (low, high) = (0, bytes.Length / DirectoryEntry.Size);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var entry = bytes[(middle * DirectoryEntry.Size)..];
            switch (TagId.Read(entry).CompareTo(tag))
            {
                case 0:
                    place = DirectoryEntry.Read(entry);
                    return true;
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle;
                    break;
            }
        }
        return false;
    }

    /// <summary>The roll-ups of a tag whose place is known, by first time; empty when there are none of this tier.</summary>
    /// <exception cref="BlockDamagedException">They are damaged.</exception>
    public BlockSummary[] Rollups(in DirectoryEntry place, RollupTier tier) => place.RollupLength == 0
        ? []
        : RollupList.Decode(ReadChecked(place.Tag, place.Offset + place.ListLength, place.RollupLength, place.RollupChecksum), tier);

    /// <summary>All tags of the file, in the order of their identities.</summary>
    public IEnumerable<DirectoryEntry> Directory()
    {
        for (var page = 0; page < _pages.Length; page++)
        {
            foreach (var entry in ReadPage(page))
                yield return entry;
        }
    }

    public int Read(long offset, Span<byte> buffer) => _file.Read(offset, buffer);

    private static BlockFile Read(IFileStore files, IDurableFile file)
    {
        if (file.Length < BlockFileFormat.HeaderSize + BlockFileFormat.TrailerSize)
            throw new BlockDamagedException("it is shorter than an empty block file");
        Span<byte> header = stackalloc byte[BlockFileFormat.HeaderSize];
        ReadExactly(file, 0, header);
        var read = BlockFileHeader.Read(header);
        Span<byte> end = stackalloc byte[BlockFileFormat.TrailerSize];
        var endOffset = file.Length - BlockFileFormat.TrailerSize;
        ReadExactly(file, endOffset, end);
        var trailer = BlockFileTrailer.Read(end);
        var directory = endOffset - trailer.DirectoryOffset;
        if (trailer.Tags is < 0 or > BlockFileFormat.MaxTags || trailer.Replaced is < 0 or > BlockFileFormat.MaxReplaced
            || trailer.DirectoryOffset < BlockFileFormat.HeaderSize
            || directory != ((long)trailer.Tags * DirectoryEntry.Size) + ((long)trailer.Replaced * BlockFileFormat.ReplacedSize))
        {
            throw new BlockDamagedException("its parts do not add up to its length");
        }
        var pages = new TagId[(trailer.Tags + PageTags - 1) / PageTags];
        var (checksum, last) = (0u, default(TagId));
        var buffer = new byte[PageTags * DirectoryEntry.Size];
        for (var page = 0; page < pages.Length; page++)
        {
            var part = buffer.AsSpan(0, Math.Min(PageTags, trailer.Tags - (page * PageTags)) * DirectoryEntry.Size);
            ReadExactly(file, trailer.DirectoryOffset + ((long)page * buffer.Length), part);
            checksum = Crc32C.Of(part, checksum);
            pages[page] = TagId.Read(part);
            last = TagId.Read(part[^DirectoryEntry.Size..]);
        }
        var replacedBytes = new byte[trailer.Replaced * BlockFileFormat.ReplacedSize];
        ReadExactly(file, endOffset - replacedBytes.Length, replacedBytes);
        if (Crc32C.Of(replacedBytes, checksum) != trailer.FooterChecksum)
            throw new BlockDamagedException("the checksum of its directory is wrong");
        var replaced = new FlushRange[trailer.Replaced];
        for (var i = 0; i < replaced.Length; i++)
        {
            var at = replacedBytes.AsSpan(i * BlockFileFormat.ReplacedSize);
            replaced[i] = new(BinaryPrimitives.ReadUInt64LittleEndian(at), BinaryPrimitives.ReadUInt64LittleEndian(at[8..]));
        }
        return new(files, file, read, trailer, pages, last, replaced);
    }

    private byte[] ReadChecked(TagId tag, long offset, int length, uint checksum)
    {
        if (length is < 0 or > BlockFileFormat.MaxListBytes || offset < BlockFileFormat.HeaderSize || offset + length > Trailer.DirectoryOffset)
            throw new BlockDamagedException("the directory points outside the file");
        var bytes = new byte[length];
        ReadExactly(offset, bytes);
        Span<byte> id = stackalloc byte[TagId.Size];
        tag.Write(id);
        return Crc32C.Of(bytes, Crc32C.Of(id)) == checksum
            ? bytes
            : throw new BlockDamagedException("the checksum of a tag's list of blocks or roll-ups is wrong");
    }

    private DirectoryEntry[] ReadPage(int page)
    {
        Span<byte> bytes = stackalloc byte[PageTags * DirectoryEntry.Size];
        bytes = ReadPage(page, bytes);
        var entries = new DirectoryEntry[bytes.Length / DirectoryEntry.Size];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = DirectoryEntry.Read(bytes[(i * DirectoryEntry.Size)..]);
        return entries;
    }

    private Span<byte> ReadPage(int page, Span<byte> buffer)
    {
        var bytes = buffer[..(Math.Min(PageTags, Trailer.Tags - (page * PageTags)) * DirectoryEntry.Size)];
        ReadExactly(Trailer.DirectoryOffset + ((long)page * PageTags * DirectoryEntry.Size), bytes);
        return bytes;
    }

    private void ReadExactly(long offset, Span<byte> buffer) => ReadExactly(_file, offset, buffer);

    private static void ReadExactly(IDurableFile file, long offset, Span<byte> buffer)
    {
        if (!buffer.IsEmpty && file.Read(offset, buffer) != buffer.Length)
            throw new BlockDamagedException("it ends too early");
    }
}
