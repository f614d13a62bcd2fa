using System.Diagnostics.CodeAnalysis;
using Millwright.Flow.Files;
using Millwright.Model;

namespace Millwright.Flow.Tags;

/// <summary>Gives each tag path its identity for life and keeps it in the data folder, so that history follows a tag that is renamed.</summary>
/// <remarks>
/// One file that is only appended to, a checksummed group of entries at a time; each group is durable before it is used. A torn last
/// group was never used and is left out; damage before it is reported, and the paths it held get new identities. It is asked when a
/// configuration is put in place and holds nothing in memory between two of them, see <see cref="Rest"/>.
/// </remarks>
public sealed class TagRegistry : IDisposable
{
    public const string FileName = "tags.registry";

    private readonly Lock _gate = new();
    private readonly IFileStore _files;
    private readonly TimeProvider _clock;
    private readonly string _path;
    private Dictionary<TagPath, TagId> _ids = [];
    private Dictionary<TagPath, TagId> _former = [];
    private IDurableFile? _file;
    private long _length;
    private bool _rests;

    private TagRegistry(IFileStore files, string path, TimeProvider clock) => (_files, _path, _clock) = (files, path, clock);

    /// <summary>What was found damaged when it was opened, in words for the operator.</summary>
    public IReadOnlyList<string> Damage { get; private set; } = [];

    /// <summary>The number of paths that have an identity.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return Awake()._ids.Count;
        }
    }

    /// <summary>Opens the registry of a data folder, which one process at a time may do (the log's lock sees to it).</summary>
    /// <exception cref="IOException">It cannot be read or made.</exception>
    public static TagRegistry Open(IFileStore files, string directory, TimeProvider clock)
    {
        var registry = new TagRegistry(files, Path.Combine(directory, FileName), clock);
        files.CreateDirectory(directory);
        if (files.Exists(registry._path))
            registry.Load();
        else
            registry.Rewrite();
        return registry;
    }

    public bool TryFind(TagPath path, out TagId id)
    {
        lock (_gate)
            return Awake()._ids.TryGetValue(path, out id);
    }

    /// <summary>The identity of the tag that had this path before it was renamed.</summary>
    public bool TryFindFormer(TagPath path, out TagId id)
    {
        lock (_gate)
            return Awake()._former.TryGetValue(path, out id);
    }

    /// <summary>The identity of a path, a new one when it has none.</summary>
    /// <exception cref="IOException">A new one cannot be stored; nothing has changed.</exception>
    public TagId GetOrAdd(TagPath path) => GetOrAdd([path])[0];

    /// <summary>The identities of many paths, in the order given; all that are new are stored with one sync.</summary>
    /// <exception cref="IOException">They cannot be stored; nothing has changed.</exception>
    public IReadOnlyList<TagId> GetOrAdd(IReadOnlyList<TagPath> paths)
    {
        lock (_gate)
        {
            Awake();
            var fresh = new Dictionary<TagPath, TagId>();
            var ids = new TagId[paths.Count];
            for (var i = 0; i < ids.Length; i++)
            {
                if (_ids.TryGetValue(paths[i], out ids[i]) || fresh.TryGetValue(paths[i], out ids[i]))
                    continue;
                ids[i] = TagId.New(_clock);
                fresh.Add(paths[i], ids[i]);
            }
            Store([.. fresh.Select(f => new RegistryEntry(f.Value, f.Key))]);
            return ids;
        }
    }

    /// <summary>
    /// Gives a tag another path; identity and history stay. Renaming what has been renamed so already changes nothing, so that a
    /// configuration may go on saying <c>formerly</c>.
    /// </summary>
    /// <returns>False when no tag has or had the old path.</returns>
    /// <exception cref="InvalidOperationException">Another tag has the new path.</exception>
    /// <exception cref="IOException">It cannot be stored; nothing has changed.</exception>
    public bool Rename(TagPath from, TagPath to)
    {
        lock (_gate)
        {
            Awake();
            if (!_ids.TryGetValue(from, out var id))
                return _former.TryGetValue(from, out var former) && _ids.TryGetValue(to, out var known) && known == former;
            if (_ids.TryGetValue(to, out var other) && other != id)
            {
                throw new InvalidOperationException(
                    $"{from} cannot become {to}: another tag with a history of its own has that path; rename that one first.");
            }
            Store([new(id, to, from)]);
            return true;
        }
    }

    /// <summary>Lets go of what is in memory, since the file has it all; the next question reads the file again.</summary>
    public void Rest()
    {
        lock (_gate)
        {
            // After a store that failed only memory knows everything.
            if (_file is null)
                return;
            _file.Dispose();
            _file = null;
            (_ids, _former, _rests) = ([], [], true);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private TagRegistry Awake()
    {
        if (_rests)
            Load();
        _rests = false;
        return this;
    }

    private void Load()
    {
        _file = _files.Open(_path, writable: true);
        var content = new byte[_file.Length];
        var read = _file.Read(0, content);
        var (entries, damage, length) = RegistryFile.Read(content.AsSpan(0, read), _path);
        _ids.EnsureCapacity(entries.Count);
        foreach (var entry in entries)
            Apply(entry);
        Damage = damage;
        _length = length;
        // A torn group is overwritten by the next one: cut it off, so that no piece of it can stand behind a shorter one.
        if (length < read)
        {
            _file.Truncate(length);
            _file.Sync();
        }
    }

    private void Store(IReadOnlyList<RegistryEntry> entries)
    {
        if (entries.Count == 0)
            return;
        if (_file is null)
            Rewrite();
        var bytes = RegistryFile.WriteGroup(entries, _length);
        try
        {
            _file!.Write(_length, bytes);
            _file.Sync();
        }
        catch (IOException)
        {
            // What this file holds is no longer known: the next store writes a new one from memory.
            _file!.Dispose();
            _file = null;
            throw;
        }
        _length += bytes.Length;
        foreach (var entry in entries)
            Apply(entry);
    }

    private void Apply(RegistryEntry entry)
    {
        if (entry.From is { } from)
        {
            _ids.Remove(from);
            _former[from] = entry.Id;
        }
        if (!entry.Path.IsEmpty)
            _ids[entry.Path] = entry.Id;
    }

    [MemberNotNull(nameof(_file))]
    private void Rewrite()
    {
        var entries = _ids.Select(e => new RegistryEntry(e.Value, e.Key))
            .Concat(_former.Select(e => new RegistryEntry(e.Value, default, e.Key))).ToList();
        var content = RegistryFile.WriteFile(entries);
        AtomicFile.Replace(_files, _path, content);
        _file = _files.Open(_path, writable: true);
        _length = content.Length;
    }
}
