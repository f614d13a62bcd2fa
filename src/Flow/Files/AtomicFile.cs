namespace Millwright.Flow.Files;

/// <summary>Small state files that are replaced as a whole: after a power cut the old content stands or the new, never a mixture.</summary>
public static class AtomicFile
{
    /// <summary>What stands behind a file's name while its next content is written.</summary>
    public const string TemporarySuffix = ".new";

    /// <summary>Writes, syncs, renames and syncs the folder; returns when the new content is durable.</summary>
    /// <exception cref="IOException">Any of the steps failed; the old content or the new stands.</exception>
    public static void Replace(IFileStore files, string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + TemporarySuffix;
        // What an earlier failure left behind is not written over: its pages may be the ones that could not be synced.
        if (files.Exists(temporary))
            files.Delete(temporary);
        using (var file = files.Create(temporary))
        {
            file.Write(0, content);
            file.Sync();
        }
        files.Rename(temporary, path);
        files.SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>All of a small file.</summary>
    /// <param name="files">Where it is.</param>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">The most it can have.</param>
    /// <exception cref="IOException">It cannot be read, or is larger.</exception>
    public static byte[] Read(IFileStore files, string path, int maxBytes)
    {
        using var file = files.Open(path, writable: false);
        var length = file.Length;
        if (length > maxBytes)
            throw new IOException($"{path} has {length} bytes; at most {maxBytes} are expected");
        var content = new byte[length];
        var read = file.Read(0, content);
        return read == content.Length ? content : throw new IOException($"{path} ended after {read} of {length} bytes");
    }
}
