using Millwright.Flow.Files;

namespace Millwright.Product.Tests.Control;

/// <summary>Files in memory; a sync can be made to fail, and <see cref="LosePower"/> drops what was not synced.</summary>
internal sealed class MemoryFiles : IFileStore
{
    private readonly Dictionary<string, Content> _files = new(StringComparer.Ordinal);

    public bool FailSync { get; set; }

    public int Syncs { get; private set; }

    public byte[] this[string path]
    {
        get => [.. _files[path].Now];
        set => _files[path] = new() { Now = [.. value], Synced = [.. value] };
    }

    public void LosePower()
    {
        foreach (var content in _files.Values)
            content.Now = [.. content.Synced];
    }

    public IDurableFile Create(string path)
    {
        if (!_files.TryAdd(path, new()))
            throw new IOException($"{path} exists");
        return new File(this, path, _files[path]);
    }

    public IDurableFile Open(string path, bool writable) =>
        _files.TryGetValue(path, out var content) ? new File(this, path, content) : throw new IOException($"{path} is missing");

    public bool Exists(string path) => _files.ContainsKey(path);

    public void Rename(string from, string to)
    {
        _files[to] = _files[from];
        _files.Remove(from);
    }

    public void Delete(string path) => _files.Remove(path);

    public void CreateDirectory(string path)
    {
    }

    public IReadOnlyList<string> List(string directory) => [.. _files.Keys.Where(f => Path.GetDirectoryName(f) == directory).Order(StringComparer.Ordinal)];

    public void SyncDirectory(string directory)
    {
    }

    public long FreeBytes(string directory) => 1L << 40;

    public IDisposable? TryLock(string path) => null;

    private sealed class Content
    {
        public List<byte> Now { get; set; } = [];

        public List<byte> Synced { get; set; } = [];
    }

    private sealed class File(MemoryFiles files, string path, Content content) : IDurableFile
    {
        public string Path => path;

        public long Length => content.Now.Count;

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            while (content.Now.Count < offset + bytes.Length)
                content.Now.Add(0);
            for (var i = 0; i < bytes.Length; i++)
                content.Now[(int)offset + i] = bytes[i];
        }

        public int Read(long offset, Span<byte> buffer)
        {
            var count = (int)Math.Max(0, Math.Min(buffer.Length, content.Now.Count - offset));
            for (var i = 0; i < count; i++)
                buffer[i] = content.Now[(int)offset + i];
            return count;
        }

        public void Sync()
        {
            if (files.FailSync)
                throw new IOException("fdatasync: EIO");
            files.Syncs++;
            content.Synced = [.. content.Now];
        }

        public void Truncate(long length) => content.Now.RemoveRange((int)length, content.Now.Count - (int)length);

        public void Dispose()
        {
        }
    }
}
