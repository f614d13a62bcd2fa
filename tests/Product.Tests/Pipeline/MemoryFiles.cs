using Millwright.Flow.Files;

namespace Millwright.Product.Tests.Pipeline;

/// <summary>Files in memory.</summary>
internal sealed class MemoryFiles : IFileStore
{
    public Dictionary<string, byte[]> Files { get; } = [];

    public bool IsFull { get; set; }

    public IDurableFile Create(string path)
    {
        if (IsFull)
            throw new IOException($"{path}: no space left on device");
        Files.Add(path, []);
        return new MemoryFile(this, path);
    }

    public IDurableFile Open(string path, bool writable) => new MemoryFile(this, path);

    public bool Exists(string path) => Files.ContainsKey(path);

    public void Rename(string from, string to)
    {
        Files[to] = Files[from];
        Files.Remove(from);
    }

    public void Delete(string path) => Files.Remove(path);

    public void CreateDirectory(string path)
    {
    }

    public IReadOnlyList<string> List(string directory) => [.. Files.Keys.Order(StringComparer.Ordinal)];

    public void SyncDirectory(string directory)
    {
    }

    public long FreeBytes(string directory) => long.MaxValue;

    public IDisposable? TryLock(string path) => null;

    private sealed class MemoryFile(MemoryFiles files, string path) : IDurableFile
    {
        public string Path => path;

        public long Length => files.Files[path].Length;

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            var content = files.Files[path];
            if (content.Length < offset + bytes.Length)
                Array.Resize(ref content, (int)offset + bytes.Length);
            bytes.CopyTo(content.AsSpan((int)offset));
            files.Files[path] = content;
        }

        public int Read(long offset, Span<byte> buffer)
        {
            var rest = files.Files[path].AsSpan((int)offset);
            var count = Math.Min(rest.Length, buffer.Length);
            rest[..count].CopyTo(buffer);
            return count;
        }

        public void Sync()
        {
        }

        public void Truncate(long length) => files.Files[path] = files.Files[path][..(int)length];

        public void Dispose()
        {
        }
    }
}
