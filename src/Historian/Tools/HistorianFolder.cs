using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Flow.Files;
using Millwright.Flow.Tags;
using Millwright.Historian.Blocks;
using Millwright.Historian.Codec;
using Millwright.Historian.Health;
using Millwright.Historian.Storage;

namespace Millwright.Historian.Tools;

/// <summary>What can be done to a historian's folder from outside. Looking, checking and backing up are safe while the plant runs.</summary>
public static class HistorianFolder
{
    /// <summary>What the folder holds; with <paramref name="deep"/> every block is read and checked. Nothing is changed.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static FolderReport Inspect(
        IFileStore files, string folder, bool deep, TimeProvider clock, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(files);
        var findings = new FindingList(clock, NullLogger.Instance);
        var opened = FolderReader.Open(files, folder, findings);
        try
        {
            var done = 0L;
            var all = Math.Max(1, opened.Sum(f => f.Length));
            foreach (var file in deep ? opened : [])
            {
                FileVerification.Verify(file, findings, cancellation);
                progress?.Report((done += file.Length) / (double)all);
            }
            return new(
                [.. opened.Select(Describe)],
                [.. files.List(folder).Where(p => p.EndsWith(BlockFileFormat.DamagedExtension, StringComparison.Ordinal)).Select(p => Path.GetFileName(p)!)],
                findings.All);
        }
        finally
        {
            foreach (var file in opened)
                file.RemoveUser();
        }
    }

    /// <summary>Merges the files of each day into one. The plant must not run.</summary>
    /// <exception cref="IOException">The disk failed; nothing is lost.</exception>
    public static FolderReport Compact(IFileStore files, string folder, TimeProvider clock, IProgress<int>? progress, CancellationToken cancellation)
    {
        var findings = new FindingList(clock, NullLogger.Instance);
        using (var catalog = new BlockCatalog(files, folder, findings))
        {
            catalog.Load();
            var forEver = new TierLimits(long.MaxValue, long.MaxValue, long.MaxValue);
            var upkeep = new Upkeep(files, catalog, findings, new Retention(new TagTable(), forEver, new Dictionary<string, TierLimits>(), 0), clock);
            try
            {
                upkeep.Compact(progress, cancellation);
            }
            catch (BlockDamagedException damage)
            {
                throw new IOException($"{folder}: a file is damaged: {damage.Message}; run millwright historian repair", damage);
            }
        }
        return Inspect(files, folder, deep: false, clock, null, cancellation);
    }

    /// <summary>
    /// Saves the sound blocks of damaged files into new ones; the damaged ones stay beside them under their set-aside names. The plant must not run.
    /// </summary>
    /// <exception cref="IOException">The disk failed; nothing is lost.</exception>
    public static RepairReport Repair(IFileStore files, string folder, TimeProvider clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(files);
        var (count, blocks, samples) = (0, 0L, 0L);
        foreach (var path in FolderReader.Damaged(files, folder, clock, cancellation))
        {
            var saved = FileSalvage.Save(files, path, clock, cancellation);
            count++;
            blocks += saved.Blocks;
            samples += saved.Samples;
        }
        return new(count, blocks, samples);
    }

    /// <summary>
    /// Copies the files into another folder, which may hold an earlier backup: what is there and the same is not copied again. While the
    /// plant runs the backup holds what was in files at one moment; newer samples are in its log.
    /// </summary>
    /// <exception cref="IOException">It is not complete; ask again to go on where it stopped.</exception>
    public static CopyReport Backup(
        IFileStore files, string folder, string target, TimeProvider clock, IProgress<double>? progress, CancellationToken cancellation) =>
        FolderCopy.Backup(files, folder, target, clock, progress, cancellation);

    /// <summary>Copies a backup back after checking it. The plant must not run; files that it has and the backup has not stay.</summary>
    /// <exception cref="IOException">The backup is damaged, or the disk failed.</exception>
    public static CopyReport Restore(
        IFileStore files, string backup, string folder, IProgress<double>? progress, CancellationToken cancellation) =>
        FolderCopy.Restore(files, backup, folder, progress, cancellation);

    private static BlockFileInfo Describe(BlockFile file) => new(
        Path.GetFileName(file.Path), file.Length, file.Trailer.Tags, file.Trailer.Blocks, file.Trailer.Samples,
        new(Math.Max(0, file.Trailer.First)), new(Math.Max(0, file.Trailer.Last)));
}
