namespace Millwright.Host.Archives;

/// <summary>A place cannot be read or written.</summary>
internal sealed class ArchiveException(string place, string problem, string remedy, Exception? inner = null) : Exception($"{place}: {problem}; {remedy}", inner)
{
    public string Place => place;

    public string Problem => problem;

    public string Remedy => remedy;
}

/// <summary>What a place says of a file that it holds.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Lower-case hexadecimal; null where the place does not know it without reading the file.</param>
internal sealed record ArchivedFile(long Bytes, string? Sha256);

/// <summary>Where files of samples are kept: a folder, or object storage. All its methods throw <see cref="ArchiveException"/>.</summary>
internal interface IArchivePlace : IDisposable
{
    /// <summary>What a path below it is called in messages.</summary>
    string NameOf(string path);

    /// <summary>The paths of all files below it.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation);

    /// <summary>What is there under a path, null when nothing is.</summary>
    Task<ArchivedFile?> FindAsync(string path, CancellationToken cancellation);

    /// <summary>A file's content as a file of this machine, whole; null when there is none.</summary>
    Task<LocalFile?> FetchAsync(string path, CancellationToken cancellation);

    /// <summary>A new file of this machine to write to, for <see cref="KeepAsync"/>.</summary>
    LocalFile Begin(string path);

    /// <summary>Puts a written file in place as a whole, and sees that it arrived as it was.</summary>
    Task KeepAsync(string path, LocalFile written, string sha256, CancellationToken cancellation);
}

/// <summary>A file of this machine.</summary>
/// <param name="path">Where.</param>
/// <param name="isTemporary">True for one that ends with this.</param>
internal sealed class LocalFile(string path, bool isTemporary) : IDisposable
{
    public string Path => path;

    public static LocalFile Temporary() => new(System.IO.Path.GetTempFileName(), isTemporary: true);

    public void Dispose()
    {
        if (isTemporary)
            File.Delete(path);
    }
}
