using Millwright.Flow.Files;
using Millwright.Historian.Codec;
using Millwright.Historian.Health;
using Millwright.Model;

namespace Millwright.Historian.Storage;

/// <summary>Merges small files and deletes expired ones, in the background.</summary>
internal sealed class Upkeep(
    IFileStore files, BlockCatalog catalog, FindingList findings, TimeSpan keepFor, long keepBytes, TimeProvider clock)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private readonly FileMerge _merge = new(files, catalog, findings, clock);
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
        try
        {
            DeleteExpired();
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

    private void DeleteExpired()
    {
        var expired = RetentionPlan.Expired(catalog.Files, Timestamp.Now(clock).Ticks, keepFor.Ticks, keepBytes);
        if (expired.Count > 0)
            catalog.Replace([.. expired], null);
    }

    private DateOnly Today() => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
}
