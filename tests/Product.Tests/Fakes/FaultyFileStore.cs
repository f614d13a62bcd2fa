using Millwright.Flow.Files;

namespace Millwright.Fakes;

/// <summary>
/// Files in memory that know what is on the medium and what is only in the page cache. A power cut keeps what was synced and a random part
/// of the rest, in any order, torn at sectors; a call can be made to fail; space can run out.
/// </summary>
internal sealed class FaultyFileStore : IFileStore
{
    public const int SectorBytes = 512;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Node> _cached = new(StringComparer.Ordinal);
    private Dictionary<string, Node> _durable = new(StringComparer.Ordinal);
    private readonly HashSet<string> _locks = new(StringComparer.Ordinal);
    private int _generation;

    /// <summary>Every call that could fail on a real disk, in order of their numbers.</summary>
    public int Calls { get; private set; }

    /// <summary>Decides by number and name of a call whether it fails: null for no, else the error number; a write that fails may have written a part.</summary>
    public Func<int, string, int?>? Fault { get; set; }

    /// <summary>The bytes all files together may have.</summary>
    public long Capacity { get; set; } = 1L << 40;

    /// <summary>Set to make syncs do nothing: the broken build that a test must notice.</summary>
    public bool SyncsAreLies { get; set; }

    public long Used
    {
        get
        {
            lock (_gate)
                return _cached.Values.Sum(n => (long)n.Cached.Length);
        }
    }

    /// <summary>The power goes: open files die, and of what was not synced only a random part is found again.</summary>
    public void CutPower(Random random)
    {
        lock (_gate)
        {
            _generation++;
            _locks.Clear();
            var survived = new Dictionary<string, Node>(StringComparer.Ordinal);
            var names = new Dictionary<string, Node>(_durable, StringComparer.Ordinal);
            // Directory entries that were not synced may or may not be there.
            foreach (var path in _cached.Keys.Union(_durable.Keys).Order(StringComparer.Ordinal).ToList())
            {
                var now = _cached.GetValueOrDefault(path);
                if (ReferenceEquals(now, _durable.GetValueOrDefault(path)) || random.Next(2) == 0)
                    continue;
                if (now is null)
                    names.Remove(path);
                else
                    names[path] = now;
            }
            foreach (var (path, node) in names)
                survived[path] = new Node(node.AfterPowerCut(random));
            _cached.Clear();
            foreach (var (path, node) in survived)
                _cached[path] = node;
            _durable = new(_cached, StringComparer.Ordinal);
        }
    }

    /// <summary>The process is killed: open files die, the page cache lives on.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            _generation++;
            _locks.Clear();
        }
    }

    public byte[] Content(string path)
    {
        lock (_gate)
            return [.. _cached[path].Cached];
    }

    public void SetContent(string path, byte[] content)
    {
        lock (_gate)
            _cached[path] = _durable[path] = new([.. content]);
    }

    public IDurableFile Create(string path)
    {
        lock (_gate)
        {
            Call("create", path);
            if (_cached.ContainsKey(path))
                throw new IOException($"{path} exists", 17);
            _cached[path] = new([]);
            return new OpenFile(this, path, _cached[path], _generation);
        }
    }

    public IDurableFile Open(string path, bool writable)
    {
        lock (_gate)
        {
            Call("open", path);
            return _cached.TryGetValue(path, out var node)
                ? new OpenFile(this, path, node, _generation)
                : throw new FileNotFoundException($"{path} does not exist", path);
        }
    }

    public bool Exists(string path)
    {
        lock (_gate)
            return _cached.ContainsKey(path);
    }

    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            Call("rename", from);
            _cached[to] = _cached[from];
            _cached.Remove(from);
        }
    }

    public void Delete(string path)
    {
        lock (_gate)
        {
            Call("delete", path);
            _cached.Remove(path);
        }
    }

    public void CreateDirectory(string path)
    {
    }

    public IReadOnlyList<string> List(string directory)
    {
        lock (_gate)
            return [.. _cached.Keys.Where(p => Path.GetDirectoryName(p) == directory).Order(StringComparer.Ordinal)];
    }

    public void SyncDirectory(string directory)
    {
        lock (_gate)
        {
            Call("sync-directory", directory);
            if (SyncsAreLies)
                return;
            foreach (var path in _durable.Keys.Where(p => Path.GetDirectoryName(p) == directory && !_cached.ContainsKey(p)).ToList())
                _durable.Remove(path);
            foreach (var (path, node) in _cached.Where(p => Path.GetDirectoryName(p.Key) == directory))
                _durable[path] = node;
        }
    }

    public long FreeBytes(string directory) => Capacity - Used;

    public IDisposable? TryLock(string path)
    {
        lock (_gate)
            return _locks.Add(path) ? new Unlock(this, path) : null;
    }

    private void Call(string name, string path)
    {
        var number = Calls++;
        if (Fault?.Invoke(number, name) is { } error)
            throw new IOException($"injected at call {number}, {name} {path}", error);
    }

    /// <summary>What is cached, what is durable, and the writes in between.</summary>
    private sealed class Node(byte[] content)
    {
        private readonly List<(long Offset, byte[] Bytes)> _unsynced = [];
        private byte[] _durable = content;

        public byte[] Cached { get; private set; } = [.. content];

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            Cached = Apply(Cached, offset, bytes);
            for (var at = 0; at < bytes.Length;)
            {
                // Sectors reach the medium in any order.
                var take = (int)Math.Min(SectorBytes - (offset + at) % SectorBytes, bytes.Length - at);
                _unsynced.Add((offset + at, bytes.Slice(at, take).ToArray()));
                at += take;
            }
        }

        public void Truncate(long length)
        {
            var cached = Cached;
            Array.Resize(ref cached, (int)length);
            Cached = cached;
        }

        public void Sync()
        {
            _durable = [.. Cached];
            _unsynced.Clear();
        }

        public byte[] AfterPowerCut(Random random)
        {
            var content = _durable;
            var mode = random.Next(4);
            var limit = random.Next(_unsynced.Count + 1);
            for (var i = 0; i < _unsynced.Count; i++)
            {
                var kept = mode switch
                {
                    0 => false,
                    1 => i < limit,
                    2 => random.Next(2) == 0,
                    _ => true,
                };
                if (!kept)
                    continue;
                var (offset, bytes) = _unsynced[i];
                if (mode != 3 && i == limit - 1)
                    bytes = bytes[..random.Next(bytes.Length + 1)];
                content = Apply(content, offset, bytes);
            }
            return [.. content];
        }

        private static byte[] Apply(byte[] content, long offset, ReadOnlySpan<byte> bytes)
        {
            var grown = content.Length < offset + bytes.Length ? new byte[offset + bytes.Length] : [.. content];
            content.CopyTo(grown, 0);
            bytes.CopyTo(grown.AsSpan((int)offset));
            return grown;
        }
    }

    private sealed class OpenFile(FaultyFileStore store, string path, Node node, int generation) : IDurableFile
    {
        public string Path => path;

        public long Length
        {
            get
            {
                lock (store._gate)
                    return node.Cached.Length;
            }
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            lock (store._gate)
            {
                AssertAlive();
                var room = store.Capacity - store.Used - Math.Max(0, offset + bytes.Length - node.Cached.Length);
                try
                {
                    store.Call("write", path);
                }
                catch (IOException)
                {
                    node.Write(offset, bytes[..(bytes.Length / 2)]);
                    throw;
                }
                if (room < 0)
                {
                    node.Write(offset, bytes[..(int)Math.Max(0, bytes.Length + room)]);
                    throw new IOException($"{path}: no space left", FileErrors.NoSpace);
                }
                node.Write(offset, bytes);
            }
        }

        public int Read(long offset, Span<byte> buffer)
        {
            lock (store._gate)
            {
                AssertAlive();
                if (offset >= node.Cached.Length)
                    return 0;
                var available = node.Cached.AsSpan((int)offset);
                var read = Math.Min(available.Length, buffer.Length);
                available[..read].CopyTo(buffer);
                return read;
            }
        }

        public void Sync()
        {
            lock (store._gate)
            {
                AssertAlive();
                store.Call("sync", path);
                if (!store.SyncsAreLies)
                    node.Sync();
            }
        }

        public void Truncate(long length)
        {
            lock (store._gate)
            {
                AssertAlive();
                store.Call("truncate", path);
                node.Truncate(length);
            }
        }

        public void Dispose()
        {
        }

        private void AssertAlive()
        {
            if (generation != store._generation)
                throw new IOException($"{path}: the process that opened it is dead", FileErrors.IoError);
        }
    }

    private sealed class Unlock(FaultyFileStore store, string path) : IDisposable
    {
        private readonly int _generation = store._generation;

        public void Dispose()
        {
            lock (store._gate)
            {
                if (_generation == store._generation)
                    store._locks.Remove(path);
            }
        }
    }
}
