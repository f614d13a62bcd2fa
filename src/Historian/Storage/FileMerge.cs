using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Flow.Files;
using Millwright.Historian.Blocks;
using Millwright.Historian.Codec;
using Millwright.Historian.Health;
using Millwright.Historian.Reading;
using Millwright.Model;

namespace Millwright.Historian.Storage;

/// <summary>
/// Makes one file of several whose flushes follow each other. Large blocks are copied as they are; small ones, and those that
/// overlap, are made into full ones, and of samples with the same time the last written stays.
/// </summary>
internal sealed class FileMerge(IFileStore files, BlockCatalog catalog, FindingList findings, TimeProvider clock)
{
    /// <summary>Blocks with fewer samples are joined with their neighbours.</summary>
    public const int SmallBlock = SampleColumns.BlockSamples / 2;

    private readonly BlockSealer _sealer = new();
    private readonly RollupBuilder _rollups = new();

    /// <summary>Merges and puts the new file in the place of the old ones.</summary>
    /// <returns>False when a block turned out to be damaged: the files stay as they are.</returns>
    /// <exception cref="IOException">Nothing changed.</exception>
    public bool Merge(IReadOnlyList<BlockFile> inputs, CancellationToken cancellation)
    {
        var flushes = new FlushRange(inputs[0].Header.Flushes.First, inputs[^1].Header.Flushes.Last);
        var day = BlockFileName.TryParse(inputs[^1].Path, out var newest) ? newest.Day : default;
        var path = Path.Combine(catalog.Folder, new BlockFileName(day, flushes).ToString());
        var header = new BlockFileHeader(
            flushes, inputs[0].Header.LogAfter, inputs[^1].Header.LogUntil, Timestamp.Now(clock).Ticks);
        using (var writer = new BlockFileWriter(files, path, header))
        {
            try
            {
                WriteTags(writer, inputs, cancellation);
            }
            catch (BlockDamagedException damage)
            {
                foreach (var input in inputs)
                    input.IsDamaged = true;
                findings.Add(path, -1, damage.Message, "the files it was to be made of stay as they are and are not merged; verify names the damaged place");
                return false;
            }
            writer.Complete([.. inputs.Select(i => i.Header.Flushes)]);
        }
        catalog.Replace([.. inputs], BlockFile.Open(files, path));
        return true;
    }

    private void WriteTags(BlockFileWriter writer, IReadOnlyList<BlockFile> inputs, CancellationToken cancellation)
    {
        using var reader = new BlockReader();
        var directories = inputs.Select(i => i.Directory().GetEnumerator()).ToArray();
        var has = directories.Select(d => d.MoveNext()).ToArray();
        var sources = new List<BlockSource>();
        var rows = new List<BlockSummary>();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            TagId? next = null;
            for (var i = 0; i < directories.Length; i++)
            {
                if (has[i] && (next is null || directories[i].Current.Tag < next))
                    next = directories[i].Current.Tag;
            }
            if (next is not { } tag)
                return;
            sources.Clear();
            rows.Clear();
            var complete = true;
            for (var i = 0; i < directories.Length; i++)
            {
                if (!has[i] || directories[i].Current.Tag != tag)
                    continue;
                foreach (var entry in inputs[i].Entries(directories[i].Current))
                    sources.Add(BlockSource.Of(inputs[i], entry));
                var minutes = inputs[i].Rollups(directories[i].Current, RollupTier.Minute);
                complete &= minutes.Length > 0;
                rows.AddRange(minutes);
                has[i] = directories[i].MoveNext();
            }
            Clusters.Sort(sources);
            WriteTag(writer, reader, tag, sources);
            WriteRollups(writer, tag, sources, complete ? rows : null);
        }
    }

    private void WriteTag(BlockFileWriter writer, BlockReader reader, TagId tag, List<BlockSource> sources)
    {
        for (var start = 0; start < sources.Count;)
        {
            var end = Clusters.End(sources, start);
            if (end == start + 1 && sources[start].Summary.Count >= SmallBlock)
            {
                Copy(writer, reader, tag, sources[start]);
                start = end;
                continue;
            }
            while (end < sources.Count && Clusters.End(sources, end) is var following
                && (following > end + 1 || sources[end].Summary.Count < SmallBlock))
            {
                end = following;
            }
            Rewrite(writer, tag, sources, start, end);
            start = end;
        }
    }

    /// <summary>Joins the roll-ups of the files; where blocks overlap, or a file had none, they are made anew from the samples.</summary>
    private void WriteRollups(BlockFileWriter writer, TagId tag, List<BlockSource> sources, List<BlockSummary>? rows)
    {
        _rollups.Clear();
        if (rows is not null && !Clusters.Overlap(sources))
        {
            rows.Sort(static (a, b) => a.First.CompareTo(b.First));
            foreach (var row in rows)
                _rollups.Add(row);
        }
        else
        {
            var strict = new FindingList(clock, NullLogger.Instance);
            using var loader = new BlockLoader(tag, strict);
            var merge = new SampleMerge(loader);
            merge.Start(sources, 0, sources.Count);
            while (merge.Next() is { } samples)
                _rollups.Add(samples);
        }
        writer.Add(tag, _rollups);
    }

    private static void Copy(BlockFileWriter writer, BlockReader reader, TagId tag, in BlockSource source)
    {
        var times = source.Entry.TimesOffset == 0 ? null : reader.Times(source.File!, source.Entry).ToArray();
        writer.Add(tag, source.Sequence, source.Summary, reader.Bytes(source.File!, source.Entry), times);
    }

    private void Rewrite(BlockFileWriter writer, TagId tag, List<BlockSource> sources, int start, int end)
    {
        var strict = new FindingList(clock, NullLogger.Instance);
        using var loader = new BlockLoader(tag, strict);
        var merge = new SampleMerge(loader);
        var sequence = 0UL;
        for (var i = start; i < end; i++)
            sequence = Math.Max(sequence, sources[i].Sequence);
        var full = new SampleColumns();
        merge.Start(sources, start, end);
        while (merge.Next() is { } samples)
        {
            for (var i = 0; i < samples.Count; i++)
            {
                if (!full.Accepts(samples.Kinds[i]))
                    Write(writer, tag, sequence, full);
                full.Add(samples, i);
            }
        }
        if (full.Count > 0)
            Write(writer, tag, sequence, full);
        if (strict.All is [var damage, ..])
            throw new BlockDamagedException($"{damage.File} at {damage.Offset}: {damage.Problem}");
    }

    private void Write(BlockFileWriter writer, TagId tag, ulong sequence, SampleColumns full)
    {
        var bytes = _sealer.Encode(tag, sequence, full, out var times);
        writer.Add(tag, sequence, BlockSummary.Of(full), bytes, times);
        full.Clear();
    }
}
