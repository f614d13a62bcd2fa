namespace Millwright.OpcUa.Pki;

/// <summary>
/// Holds a folder for one user of it among all threads and processes, by a file that the system locks and frees when its owner dies. It is for
/// moments: what is waited for is another program, so the wait runs on the machine's own time.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private const string FileName = ".lock";
    private const int AttemptEveryMs = 10;
    private const int MaxAttempts = 3_000;

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Waits until the folder is ours.</summary>
    /// <exception cref="IOException">Somebody holds it for longer than 30 s, or the file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static FolderLock Enter(string folder)
    {
        var path = Path.Combine(folder, FileName);
        using var pause = new ManualResetEventSlim();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FolderLock(new FileStream(path, PrivateFiles.Options(FileMode.OpenOrCreate)));
            }
            catch (IOException held) when (held is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(path))
            {
                if (attempt == MaxAttempts)
                    throw new IOException($"{path} has been held by another program for {MaxAttempts * AttemptEveryMs / 1000} s: end that program, or wait for it", held);
                pause.Wait(AttemptEveryMs);
            }
        }
    }

    public void Dispose() => _file.Dispose();
}
