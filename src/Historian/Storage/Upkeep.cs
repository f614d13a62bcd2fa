using Millwright.Flow.Files;
using Millwright.Historian.Blocks;
using Millwright.Historian.Codec;
using Millwright.Historian.Health;
using Millwright.Model;

namespace Millwright.Historian.Storage;

/// <summary>Merges small files and drops what was kept long enough, in the background; deletes samples when asked.</summary>
internal sealed class Upkeep(
    IFileStore files, BlockCatalog catalog, FindingList findings, Retention retention, TimeProvider clock)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private readonly FileMerge _merge = new(files, catalog, findings, clock);
    private readonly FileRewrite _rewrite = new(files, catalog, clock);
    private readonly Lock _gate = new();
    private volatile string? _alarm;

    /// <summary>Why files cannot be merged or deleted now.</summary>
    public string? Alarm => _alarm;

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            do
            {
                TryRun(cancellation);
            }
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The end of the run; a merge that was cut short has left its temporary file to nobody.
        }
    }

    /// <summary>Does all there is to do.</summary>
    /// <returns>False when the disk failed; <see cref="Alarm"/> says why.</returns>
    public bool TryRun(CancellationToken cancellation)
    {
        using var alone = _gate.EnterScope();
        try
        {
            DropExpired(cancellation);
            while (MergePlan.Next(catalog.Files, Today()) is { Count: > 0 } inputs && _merge.Merge(inputs, cancellation))
                cancellation.ThrowIfCancellationRequested();
            _alarm = null;
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or BlockDamagedException)
        {
            _alarm = $"the historian cannot merge or delete its files: {failure.Message}; free or repair the disk, no samples are lost";
            return false;
        }
    }

    /// <summary>Deletes the samples of a tag in the files; returns when they are gone from the disk.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="IOException">Some may be gone already, some not.</exception>
    /// <exception cref="BlockDamagedException">A file is damaged and stays as it is; some samples may be gone already.</exception>
    public long Delete(Deletion deletion, CancellationToken cancellation)
    {
        using var alone = _gate.EnterScope();
        var deleted = 0L;
        foreach (var file in catalog.Files.Where(f => Concerns(f, deletion)).ToList())
            deleted += _rewrite.Rewrite(file, static _ => KeptTiers.All, deletion, cancellation);
        return deleted;
    }

    /// <summary>Merges everything into as few files as may be.</summary>
    /// <param name="progress">Told how many files there are after each step.</param>
    /// <param name="cancellation">Stops between two files.</param>
    public void Compact(IProgress<int>? progress, CancellationToken cancellation)
    {
        using var alone = _gate.EnterScope();
        DropExpired(cancellation);
        while (MergePlan.Next(catalog.Files, DateOnly.MaxValue) is { Count: > 0 } inputs && _merge.Merge(inputs, cancellation))
        {
            progress?.Report(catalog.Files.Count);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static bool Concerns(BlockFile file, Deletion deletion)
    {
        if (file.Trailer.Last < deletion.From || file.Trailer.First >= deletion.To)
            return false;
        foreach (var entry in file.Entries(deletion.Tag))
        {
            if (entry.Summary.Last >= deletion.From && entry.Summary.First < deletion.To)
                return true;
        }
        return false;
    }

    private void DropExpired(CancellationToken cancellation)
    {
        var tooMany = retention.TooMany(catalog.Files);
        if (tooMany.Count > 0)
            catalog.Replace([.. tooMany], null);
        var now = Timestamp.Now(clock).Ticks;
        foreach (var file in catalog.Files.Where(f => !f.IsDamaged && retention.IsDue(f, now)).ToList())
            _rewrite.Rewrite(file, tag => retention.Of(tag, now - file.Trailer.Last), null, cancellation);
    }

    private DateOnly Today() => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
}
