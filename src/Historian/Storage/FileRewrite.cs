using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Flow.Files;
using Millwright.Historian.Blocks;
using Millwright.Historian.Codec;
using Millwright.Historian.Health;
using Millwright.Historian.Reading;
using Millwright.Model;

namespace Millwright.Historian.Storage;

/// <summary>Samples of one tag that are to go: <c>from &lt;= time &lt; to</c>, in ticks.</summary>
internal readonly record struct Deletion(TagId Tag, long From, long To);

/// <summary>
/// Writes a file again without what is to go: samples that were deleted, tiers that were kept long enough. All else is copied as it is.
/// </summary>
internal sealed class FileRewrite(IFileStore files, BlockCatalog catalog, TimeProvider clock)
{
    private readonly BlockSealer _sealer = new();
    private readonly RollupBuilder _rollups = new();

    /// <summary>Puts the new file in the place of the old one; nothing is put there when nothing is left.</summary>
    /// <param name="file">The file.</param>
    /// <param name="keep">What is kept of a tag.</param>
    /// <param name="deletion">What of one tag goes, null for nothing.</param>
    /// <param name="cancellation">Leaves the file as it is.</param>
    /// <returns>The samples that are not there any more.</returns>
    /// <exception cref="BlockDamagedException">The file is damaged: it stays as it is.</exception>
    /// <exception cref="IOException">Nothing changed.</exception>
    public long Rewrite(BlockFile file, Func<TagId, KeptTiers> keep, Deletion? deletion, CancellationToken cancellation)
    {
        var name = BlockFileName.TryParse(file.Path, out var known) ? known : new(default, file.Header.Flushes);
        var path = Path.Combine(catalog.Folder, (name with { Revision = name.Revision + 1 }).ToString());
        var now = Math.Max(Timestamp.Now(clock).Ticks, file.Header.WrittenTicks + 1);
        BlockFile? rewritten = null;
        using (var writer = new BlockFileWriter(files, path, file.Header with { WrittenTicks = now, HasLoneRollups = deletion is null || file.HasLoneRollups }))
        {
            using var reader = new BlockReader();
            foreach (var place in file.Directory())
            {
                cancellation.ThrowIfCancellationRequested();
                WriteTag(writer, reader, file, place, keep(place.Tag), deletion is { } d && d.Tag == place.Tag ? d : null);
            }
            if (!writer.IsEmpty)
            {
                writer.Complete([.. file.Replaced]);
                rewritten = BlockFile.Open(files, path);
            }
        }
        catalog.Replace([file], rewritten);
        return file.Trailer.Samples - (rewritten?.Trailer.Samples ?? 0);
    }

    private void WriteTag(
        BlockFileWriter writer, BlockReader reader, BlockFile file, in DirectoryEntry place, KeptTiers kept, Deletion? deletion)
    {
        if (kept == KeptTiers.None)
            return;
        _rollups.Clear();
        _rollups.WithoutMinutes = !kept.HasFlag(KeptTiers.Minutes);
        var entries = file.Entries(place);
        if (deletion is { } gone)
        {
            WriteWithout(writer, place.Tag, [.. entries.Select(e => BlockSource.Of(file, e))], gone);
            return;
        }
        var samplesKept = kept.HasFlag(KeptTiers.Samples);
        if (samplesKept)
        {
            foreach (var entry in entries)
            {
                var times = entry.TimesOffset == 0 ? null : reader.Times(file, entry).ToArray();
                writer.Add(place.Tag, entry.Sequence, entry.Summary, reader.Bytes(file, entry), times);
            }
        }
        _rollups.IsAllThatIsLeft = !samplesKept;
        AddRows(file, place, entries);
        writer.Add(place.Tag, _rollups);
    }

    /// <summary>The rows that are there; where there are none, because they would not have paid, they are made of the samples.</summary>
    private void AddRows(BlockFile file, in DirectoryEntry place, BlockEntry[] entries)
    {
        var minutes = file.Rollups(place, RollupTier.Minute);
        foreach (ref readonly var row in minutes.AsSpan())
            _rollups.Add(row);
        if (minutes.Length > 0)
            return;
        var hours = file.Rollups(place, RollupTier.Hour);
        foreach (ref readonly var row in hours.AsSpan())
            _rollups.AddHour(row);
        if (hours.Length > 0)
            return;
        var sources = entries.Select(e => BlockSource.Of(file, e)).ToList();
        Merge(place.Tag, sources, _rollups.Add);
    }

    private void WriteWithout(BlockFileWriter writer, TagId tag, List<BlockSource> sources, Deletion gone)
    {
        Clusters.Sort(sources);
        var sequence = sources.Select(s => s.Sequence).DefaultIfEmpty().Max();
        var full = new SampleColumns();
        Merge(tag, sources, samples =>
        {
            for (var i = 0; i < samples.Count; i++)
            {
                if (samples.Times[i] >= gone.From && samples.Times[i] < gone.To)
                    continue;
                if (!full.Accepts(samples.Kinds[i]))
                    Write();
                full.Add(samples, i);
            }
        });
        Write();
        writer.Add(tag, _rollups);

        void Write()
        {
            if (full.Count == 0)
                return;
            var bytes = _sealer.Encode(tag, sequence, full, out var times);
            writer.Add(tag, sequence, BlockSummary.Of(full), bytes, times);
            _rollups.Add(full);
            full.Clear();
        }
    }

    private void Merge(TagId tag, List<BlockSource> sources, Action<SampleColumns> take)
    {
        var strict = new FindingList(clock, NullLogger.Instance);
        using var loader = new BlockLoader(tag, strict);
        var merge = new SampleMerge(loader);
        Clusters.Sort(sources);
        merge.Start(sources, 0, sources.Count);
        while (merge.Next() is { } samples)
            take(samples);
        if (strict.All is [var damage, ..])
            throw new BlockDamagedException($"{damage.File} at {damage.Offset}: {damage.Problem}");
    }
}
