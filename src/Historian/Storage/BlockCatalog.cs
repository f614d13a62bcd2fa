using Millwright.Flow.Files;
using Millwright.Historian.Blocks;
using Millwright.Historian.Codec;
using Millwright.Historian.Health;

namespace Millwright.Historian.Storage;

/// <summary>The block files that count, in the order of their flushes.</summary>
internal sealed class BlockCatalog : IDisposable
{
    private readonly IFileStore _files;
    private readonly FindingList _findings;
    private readonly Lock _gate = new();
    private volatile BlockFile[] _current = [];

    public BlockCatalog(IFileStore files, string folder, FindingList findings)
    {
        _files = files;
        _findings = findings;
        Folder = folder;
    }

    public string Folder { get; }

    /// <summary>The number of the next flush: higher than that of any file, sound or damaged, that is or was seen here.</summary>
    public ulong NextFlush { get; private set; } = 1;

    public IReadOnlyList<BlockFile> Files => _current;

    /// <summary>The newest file, which says how far the log has been taken.</summary>
    public BlockFile? Newest => _current is [.., var last] ? last : null;

    /// <summary>Opens all files of the folder; leftovers of an interrupted write or merge are removed, damaged files set aside.</summary>
    public void Load()
    {
        _files.CreateDirectory(Folder);
        var opened = new List<BlockFile>();
        var removed = false;
        foreach (var path in _files.List(Folder))
        {
            if (path.EndsWith(BlockFileFormat.TemporaryExtension, StringComparison.Ordinal))
            {
                _files.Delete(path);
                removed = true;
                continue;
            }
            if (!BlockFileName.TryParse(path, out var name))
                continue;
            NextFlush = Math.Max(NextFlush, name.Flushes.Last + 1);
            if (path.EndsWith(BlockFileFormat.Extension, StringComparison.Ordinal) && TryOpen(path, name) is { } file)
                opened.Add(file);
        }
        foreach (var file in opened.ToArray())
        {
            if (!opened.Exists(other => Supersedes(other.Header, file.Header)))
                continue;
            opened.Remove(file);
            file.Retire();
            file.RemoveUser();
            removed = true;
        }
        if (removed)
            _files.SyncDirectory(Folder);
        opened.Sort(static (a, b) => a.Header.Flushes.First.CompareTo(b.Header.Flushes.First));
        _current = [.. opened];
    }

    /// <summary>The files as they are now, kept open until the snapshot is disposed.</summary>
    public CatalogSnapshot Acquire()
    {
        while (true)
        {
            var files = _current;
            var taken = 0;
            while (taken < files.Length && files[taken].TryAddUser())
                taken++;
            if (taken == files.Length)
                return new(files);
            // One was retired meanwhile: the newer list does not have it.
            for (var i = 0; i < taken; i++)
                files[i].RemoveUser();
        }
    }

    public void Publish(BlockFile file)
    {
        lock (_gate)
        {
            _current = [.. _current, file];
            NextFlush = Math.Max(NextFlush, file.Header.Flushes.Last + 1);
        }
    }

    /// <summary>Puts a merged file in the place of those it was made of, which are deleted when nobody reads them any more.</summary>
    public void Replace(IReadOnlyCollection<BlockFile> old, BlockFile? merged)
    {
        lock (_gate)
        {
            var files = _current.Where(f => !old.Contains(f)).ToList();
            if (merged is not null)
                files.Add(merged);
            files.Sort(static (a, b) => a.Header.Flushes.First.CompareTo(b.Header.Flushes.First));
            _current = [.. files];
        }
        foreach (var file in old)
        {
            file.Retire();
            file.RemoveUser();
        }
        _files.SyncDirectory(Folder);
    }

    public void Dispose()
    {
        BlockFile[] files;
        lock (_gate)
            (files, _current) = (_current, []);
        foreach (var file in files)
            file.RemoveUser();
    }

    /// <summary>True for a merged file over those it was made of, and for a second attempt over the first.</summary>
    public static bool Supersedes(BlockFileHeader outer, BlockFileHeader inner) =>
        outer.Flushes == inner.Flushes
            ? outer.WrittenTicks > inner.WrittenTicks
            : outer.Flushes.First <= inner.Flushes.First && outer.Flushes.Last >= inner.Flushes.Last;

    private BlockFile? TryOpen(string path, BlockFileName name)
    {
        try
        {
            var file = BlockFile.Open(_files, path);
            if (file.Header.Flushes == name.Flushes)
                return file;
            file.RemoveUser();
            throw new BlockDamagedException("its name is not that of its content");
        }
        catch (BlockDamagedException damage)
        {
            _files.Rename(path, path + BlockFileFormat.DamagedExtension);
            _files.SyncDirectory(Folder);
            _findings.Add(
                path, -1, damage.Message,
                $"set aside as {Path.GetFileName(path)}{BlockFileFormat.DamagedExtension}; its samples are missing until it is restored from a backup");
            return null;
        }
    }
}
