using Millwright.Historian.Blocks;

namespace Millwright.Historian.Storage;

/// <summary>Files that stay open, and on disk, while they are used.</summary>
internal sealed class CatalogSnapshot(BlockFile[] files) : IDisposable
{
    private BlockFile[] _files = files;

    public IReadOnlyList<BlockFile> Files => _files;

    public void Dispose()
    {
        foreach (var file in Interlocked.Exchange(ref _files, []))
            file.RemoveUser();
    }
}
