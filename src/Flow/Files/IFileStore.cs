namespace Millwright.Flow.Files;

/// <summary>
/// The files under everything that must not be lost. The real one reports a failed fsync; the tests put one in its place that
/// drops what was not synced, reorders it, tears it and fails at any call.
/// </summary>
/// <remarks>Every method throws <see cref="IOException"/> with the path and the system's reason. Synchronous on purpose: the callers own a thread.</remarks>
public interface IFileStore
{
    /// <summary>Makes a new file; it must not exist. Durable under its name only after <see cref="SyncDirectory"/>.</summary>
    IDurableFile Create(string path);

    /// <summary>Opens an existing file for reading, and for writing where asked.</summary>
    IDurableFile Open(string path, bool writable);

    bool Exists(string path);

    /// <summary>Renames, replacing what stands there. Durable only after <see cref="SyncDirectory"/>.</summary>
    void Rename(string from, string to);

    void Delete(string path);

    void CreateDirectory(string path);

    /// <summary>The full paths of the files (not folders) in a folder, in ordinal order; empty when it does not exist.</summary>
    IReadOnlyList<string> List(string directory);

    /// <summary>Makes creations, renames and deletions in a folder durable (checked fsync of the folder).</summary>
    void SyncDirectory(string directory);

    /// <summary>Bytes that may still be written to the file system of a folder.</summary>
    long FreeBytes(string directory);

    /// <summary>Takes an exclusive lock that ends with the process.</summary>
    /// <returns>Null when another process has it.</returns>
    IDisposable? TryLock(string path);
}

/// <summary>An open file.</summary>
public interface IDurableFile : IDisposable
{
    string Path { get; }

    long Length { get; }

    /// <summary>Writes all bytes at an offset; afterwards they may still be lost until <see cref="Sync"/>.</summary>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Reads up to the buffer's length; less only at the end of the file.</summary>
    int Read(long offset, Span<byte> buffer);

    /// <summary>Checked fdatasync: returns only when the bytes are on the medium.</summary>
    void Sync();

    void Truncate(long length);
}
