using Millwright.Flow.Files;

namespace Millwright.Fakes;

/// <summary>Files in memory that know what is on the medium and what is not: a power cut drops or tears the rest, any call can be made to fail.</summary>
internal sealed class MemoryFileStore : IFileStore
{
    private readonly Lock _gate = new();
    private readonly List<Action<Dictionary<string, MemoryFile>>> _unsyncedNames = [];
    private readonly Dictionary<string, MemoryFile> _durableNames = [];
    private readonly Dictionary<string, MemoryFile> _names = [];

    /// <summary>All calls that change something or make it durable, so far.</summary>
    public int Calls { get; private set; }

    /// <summary>The call that fails with an I/O error, 0 for none.</summary>
    public int FailAt { get; set; }

    /// <summary>From this call on nothing happens any more, as after a power cut; 0 for never.</summary>
    public int CutAt { get; set; }

    /// <summary>When set, every write fails as on a full disk.</summary>
    public bool IsFull { get; set; }

    /// <summary>When set, Sync and SyncDirectory claim success and do nothing.</summary>
    public bool SyncLies { get; set; }

    public IEnumerable<string> Paths
    {
        get
        {
            lock (_gate)
                return [.. _names.Keys.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>What a start after a power cut finds: of what was not synced a random part, perhaps nothing, perhaps torn.</summary>
    public MemoryFileStore AfterPowerCut(Random random)
    {
        lock (_gate)
        {
            var names = new Dictionary<string, MemoryFile>(_durableNames);
            foreach (var change in _unsyncedNames.Take(random.Next(_unsyncedNames.Count + 1)))
                change(names);
            var after = new MemoryFileStore();
            foreach (var (path, file) in names)
                after.Put(path, file.AfterPowerCut(random));
            return after;
        }
    }

    public byte[] Bytes(string path)
    {
        lock (_gate)
            return _names[path].Current.ToArray();
    }

    /// <summary>Puts a file there, durable at once.</summary>
    public void Put(string path, byte[] bytes)
    {
        lock (_gate)
        {
            var file = new MemoryFile();
            file.Write(0, bytes);
            file.Sync();
            _names[path] = file;
            _durableNames[path] = file;
        }
    }

    public IDurableFile Create(string path)
    {
        lock (_gate)
        {
            Call(path);
            if (_names.ContainsKey(path))
                throw new IOException($"{path}: exists");
            var file = new MemoryFile();
            Change(names => names[path] = file);
            return new Handle(this, path, file);
        }
    }

    public IDurableFile Open(string path, bool writable)
    {
        lock (_gate)
            return new Handle(this, path, Find(path));
    }

    public bool Exists(string path)
    {
        lock (_gate)
            return _names.ContainsKey(path);
    }

    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            Call(from);
            Find(from);
            Change(names =>
            {
                if (names.Remove(from, out var file))
                    names[to] = file;
            });
        }
    }

    public void Delete(string path)
    {
        lock (_gate)
        {
            Call(path);
            Find(path);
            Change(names => names.Remove(path));
        }
    }

    public void CreateDirectory(string path)
    {
    }

    public IReadOnlyList<string> List(string directory)
    {
        lock (_gate)
            return [.. _names.Keys.Where(p => Path.GetDirectoryName(p) == directory).Order(StringComparer.Ordinal)];
    }

    public void SyncDirectory(string directory)
    {
        lock (_gate)
        {
            Call(directory);
            if (SyncLies)
                return;
            foreach (var change in _unsyncedNames)
                change(_durableNames);
            _unsyncedNames.Clear();
        }
    }

    public long FreeBytes(string directory) => long.MaxValue;

    public IDisposable? TryLock(string path) => new MemoryStream();

    private void Change(Action<Dictionary<string, MemoryFile>> change)
    {
        change(_names);
        _unsyncedNames.Add(change);
    }

    private MemoryFile Find(string path) => _names.TryGetValue(path, out var file) ? file : throw new FileNotFoundException($"{path}: no such file");

    private void Call(string path)
    {
        Calls++;
        if (CutAt > 0 && Calls >= CutAt)
            throw new IOException($"{path}: the power is off");
        if (FailAt == Calls)
            throw new IOException($"{path}: input/output error");
    }

    private sealed class MemoryFile
    {
        private readonly List<(long Offset, byte[] Bytes)> _unsynced = [];

        private byte[] _current = [];
        private byte[] _durable = [];

        public ReadOnlySpan<byte> Current => _current;

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            Apply(ref _current, offset, bytes);
            _unsynced.Add((offset, bytes.ToArray()));
        }

        public void Sync()
        {
            _durable = [.. _current];
            _unsynced.Clear();
        }

        public void Truncate(long length) => Array.Resize(ref _current, (int)length);

        public byte[] AfterPowerCut(Random random)
        {
            byte[] content = [.. _durable];
            foreach (var (offset, bytes) in _unsynced)
            {
                if (random.Next(2) == 0)
                    Apply(ref content, offset, bytes.AsSpan(0, random.Next(bytes.Length + 1)));
            }
            return content;
        }

        private static void Apply(ref byte[] content, long offset, ReadOnlySpan<byte> bytes)
        {
            if (content.Length < offset + bytes.Length)
                Array.Resize(ref content, (int)offset + bytes.Length);
            bytes.CopyTo(content.AsSpan((int)offset));
        }
    }

    private sealed class Handle(MemoryFileStore store, string path, MemoryFile file) : IDurableFile
    {
        public string Path => path;

        public long Length
        {
            get
            {
                lock (store._gate)
                    return file.Current.Length;
            }
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            lock (store._gate)
            {
                store.Call(path);
                if (store.IsFull)
                    throw new IOException($"{path}: no space left on device");
                file.Write(offset, bytes);
            }
        }

        public int Read(long offset, Span<byte> buffer)
        {
            lock (store._gate)
            {
                var count = (int)Math.Clamp(file.Current.Length - offset, 0, buffer.Length);
                if (count > 0)
                    file.Current.Slice((int)offset, count).CopyTo(buffer);
                return count;
            }
        }

        public void Sync()
        {
            lock (store._gate)
            {
                store.Call(path);
                if (!store.SyncLies)
                    file.Sync();
            }
        }

        public void Truncate(long length)
        {
            lock (store._gate)
            {
                store.Call(path);
                file.Truncate(length);
            }
        }

        public void Dispose()
        {
        }
    }
}
