using System.Text;
using Millwright.Flow.Files;

namespace Millwright.Publish.Stores;

/// <summary>Who writes to a store, for one log alone: a plant that begins anew with an empty log is another one, whose positions count from the beginning.</summary>
public static class SinkIdentity
{
    private const int MaxBytes = 1_024;

    /// <summary>The identity that a file keeps; made durable there the first time.</summary>
    /// <exception cref="IOException">The file cannot be read or written, or is damaged.</exception>
    public static Guid Of(IFileStore files, string path)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Exists(path))
        {
            return Guid.TryParse(Encoding.ASCII.GetString(AtomicFile.Read(files, path, MaxBytes)), out var known)
                ? known
                : throw new IOException($"{path} is damaged; remove it: what the database has is then written once more, which changes nothing");
        }
        var made = Guid.NewGuid();
        files.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Replace(files, path, Encoding.ASCII.GetBytes(made.ToString()));
        return made;
    }
}
