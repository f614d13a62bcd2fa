namespace Millwright.Host.Archives;

/// <summary>An archive in a folder.</summary>
internal sealed class FolderPlace(string folder) : IArchivePlace
{
    private const string Part = ".part";

    public string NameOf(string path) => Path.Combine(folder, path);

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>>(
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal)] : []);

    public Task<ArchivedFile?> FindAsync(string path, CancellationToken cancellation) => Task.FromResult(new FileInfo(NameOf(path)) is { Exists: true } file ? new ArchivedFile(file.Length, null) : null);

    public Task<LocalFile?> FetchAsync(string path, CancellationToken cancellation) =>
        Task.FromResult(File.Exists(NameOf(path)) ? new LocalFile(NameOf(path), isTemporary: false) : null);

    /// <summary>Beside its place, so that it is put there by a rename. What breaks off is written over by the next attempt.</summary>
    public LocalFile Begin(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(NameOf(path))!);
        return new(NameOf(path) + Part, isTemporary: false);
    }

    public Task KeepAsync(string path, LocalFile written, string sha256, CancellationToken cancellation)
    {
        File.Move(written.Path, NameOf(path), overwrite: true);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        // A folder is left as it is.
    }
}
