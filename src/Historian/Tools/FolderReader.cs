using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Flow.Files;
using Millwright.Historian.Blocks;
using Millwright.Historian.Codec;
using Millwright.Historian.Health;
using Millwright.Historian.Storage;

namespace Millwright.Historian.Tools;

/// <summary>Opens the files of a folder without changing anything, also while a plant writes there.</summary>
internal static class FolderReader
{
    /// <summary>A running plant merges files: so often the list is made again when one has gone meanwhile.</summary>
    private const int MaxAttempts = 10;

    /// <summary>The files that count, in the order of their flushes; the caller lets go of them.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static List<BlockFile> Open(IFileStore files, string folder, FindingList findings)
    {
        for (var attempt = 1; ; attempt++)
        {
            var opened = new List<BlockFile>();
            try
            {
                foreach (var path in files.List(folder).Where(p => p.EndsWith(BlockFileFormat.Extension, StringComparison.Ordinal)))
                    TryOpen(files, path, findings, opened);
                Supersede(opened);
                return opened;
            }
            catch (IOException) when (attempt < MaxAttempts)
            {
                Close(opened);
            }
        }
    }

    /// <summary>The files with damage, set aside or not, that no sound file stands for.</summary>
    public static List<string> Damaged(IFileStore files, string folder, TimeProvider clock, CancellationToken cancellation)
    {
        var findings = new FindingList(clock, NullLogger.Instance);
        var opened = Open(files, folder, findings);
        var damaged = findings.All.Select(f => f.File).ToHashSet(StringComparer.Ordinal);
        var sound = new List<FlushRange>();
        foreach (var file in opened)
        {
            FileVerification.Verify(file, findings, cancellation);
            if (file.IsDamaged)
                damaged.Add(file.Path);
            else
                sound.Add(file.Header.Flushes);
        }
        Close(opened);
        foreach (var path in files.List(folder).Where(p => p.EndsWith(BlockFileFormat.DamagedExtension, StringComparison.Ordinal)))
        {
            if (BlockFileName.TryParse(path, out var name) && !sound.Exists(s => s.First <= name.Flushes.First && s.Last >= name.Flushes.Last))
                damaged.Add(path);
        }
        return [.. damaged.Order(StringComparer.Ordinal)];
    }

    private static void TryOpen(IFileStore files, string path, FindingList findings, List<BlockFile> opened)
    {
        try
        {
            opened.Add(BlockFile.Open(files, path));
        }
        catch (BlockDamagedException damage)
        {
            findings.Add(path, -1, damage.Message, "its samples are missing from answers; run millwright historian repair, or restore it from a backup");
        }
    }

    private static void Supersede(List<BlockFile> opened)
    {
        foreach (var file in opened.Where(f => opened.Exists(other => BlockCatalog.Supersedes(other.Header, f.Header))).ToList())
        {
            opened.Remove(file);
            file.RemoveUser();
        }
        opened.Sort(static (a, b) => a.Header.Flushes.First.CompareTo(b.Header.Flushes.First));
    }

    private static void Close(List<BlockFile> opened)
    {
        foreach (var file in opened)
            file.RemoveUser();
    }
}
