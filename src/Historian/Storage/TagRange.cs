using System.Runtime.InteropServices;
using Millwright.Historian.Blocks;
using Millwright.Historian.Codec;
using Millwright.Historian.Health;
using Millwright.Historian.Queries;
using Millwright.Historian.Reading;
using Millwright.Model;

namespace Millwright.Historian.Storage;

/// <summary>The sources of one tag in one range, held open for one query.</summary>
internal sealed class TagRange : IDisposable
{
    private readonly TagId _tag;
    private readonly CatalogSnapshot _snapshot;
    private readonly FindingList _findings;
    private readonly List<BlockSource> _head = [];
    private readonly Dictionary<BlockFile, BlockEntry[]> _entries = [];

    /// <summary>Where the tag stands in the directories that were looked at, null where it does not.</summary>
    private readonly Dictionary<BlockFile, DirectoryEntry?> _places = [];

    /// <summary>Memory is asked before the files: what is written to a file meanwhile is then seen twice, which the merge mends, and never missed.</summary>
    /// <param name="tag">Whose.</param>
    /// <param name="from">The beginning, in ticks.</param>
    /// <param name="to">The end, not included.</param>
    /// <param name="sealedBlocks">The tag's blocks in memory.</param>
    /// <param name="open">Its open chunk, null for none.</param>
    /// <param name="snapshot">The files; disposed with this.</param>
    /// <param name="findings">Told of damage.</param>
    public TagRange(
        TagId tag, long from, long to, IEnumerable<SealedBlock> sealedBlocks, SampleColumns? open, CatalogSnapshot snapshot, FindingList findings)
    {
        (_tag, From, To, _snapshot, _findings) = (tag, from, to, snapshot, findings);
        Loader = new(tag, findings);
        foreach (var block in sealedBlocks)
            _head.Add(BlockSource.Of(block));
        if (open is not null)
            _head.Add(BlockSource.Of(open));
        foreach (var source in _head)
            Offer(source);
        foreach (var file in snapshot.Files)
        {
            if (file.Trailer.Last < from || file.Trailer.First >= to)
                continue;
            foreach (var entry in Entries(file))
                Offer(BlockSource.Of(file, entry));
        }
        Clusters.Sort(Sources);
    }

    public long From { get; }

    public long To { get; }

    /// <summary>The blocks that reach into the range, by their first times.</summary>
    public List<BlockSource> Sources { get; } = [];

    public BlockLoader Loader { get; }

    /// <summary>What tells of the range: roll-ups of a tier where files have them, otherwise blocks.</summary>
    /// <param name="tier">Null for blocks alone.</param>
    public Timeline Timeline(RollupTier? tier)
    {
        var pieces = new List<Piece>();
        foreach (var source in _head)
            Offer(pieces, source.Summary, hasSamples: true);
        foreach (var file in _snapshot.Files)
        {
            if (file.Trailer.Last < From || file.Trailer.First >= To)
                continue;
            var rows = Rollups(file, tier, out var hasSamples);
            if (rows.Length == 0)
            {
                foreach (var entry in Entries(file))
                    Offer(pieces, entry.Summary, hasSamples: true);
            }
            foreach (ref readonly var row in rows.AsSpan())
                Offer(pieces, row, hasSamples);
        }
        SortByFirst(pieces);
        return new(pieces, Sources, Loader);
    }

    /// <summary>The last sample before a time, wherever it is.</summary>
    /// <param name="time">Ticks.</param>
    /// <param name="asNumber">True when only its time, quality and number matter, which mostly are known without opening its block.</param>
    public Sample? Before(long time, bool asNumber)
    {
        SampleColumns? columns = null;
        Sample? best = null;
        var (reached, sequence) = (long.MinValue, 0UL);
        foreach (var file in _snapshot.Files.Where(f => f.Trailer.First < time).OrderByDescending(f => f.Trailer.Last))
        {
            if (file.Trailer.Last < reached)
                break;
            foreach (var entry in Entries(file))
                Consider(BlockSource.Of(file, entry));
        }
        foreach (var source in _head)
            Consider(source);
        return best;

        void Consider(in BlockSource source)
        {
            if (source.Summary.First >= time || source.Summary.Last < reached || (source.Summary.Last == reached && source.Sequence < sequence))
                return;
            if (asNumber && source.Summary.Last < time)
            {
                var known = source.Summary;
                (reached, sequence, best) = (known.Last, source.Sequence, Number(known.Last, known.LastKind, known.LastBits, known.LastQuality));
                return;
            }
            if (!Loader.TryLoad(source, columns ??= new()))
                return;
            var at = columns.LowerBound(time) - 1;
            if (columns.Times[at] < reached || (columns.Times[at] == reached && source.Sequence < sequence))
                return;
            (reached, sequence, best) = (columns.Times[at], source.Sequence, columns.Sample(at));
        }
    }

    /// <summary>The first sample at or after a time, wherever it is.</summary>
    /// <param name="time">Ticks.</param>
    /// <param name="asNumber">True when only its time, quality and number matter, which mostly are known without opening its block.</param>
    public Sample? AtOrAfter(long time, bool asNumber)
    {
        SampleColumns? columns = null;
        Sample? best = null;
        var (reached, sequence) = (long.MaxValue, 0UL);
        foreach (var source in _head)
            Consider(source);
        foreach (var file in _snapshot.Files.Where(f => f.Trailer.Last >= time).OrderBy(f => f.Trailer.First))
        {
            if (file.Trailer.First > reached)
                break;
            foreach (var entry in Entries(file))
                Consider(BlockSource.Of(file, entry));
        }
        return best;

        void Consider(in BlockSource source)
        {
            if (source.Summary.Last < time || source.Summary.First > reached || (source.Summary.First == reached && source.Sequence < sequence))
                return;
            if (asNumber && source.Summary.First >= time)
            {
                var known = source.Summary;
                (reached, sequence, best) = (known.First, source.Sequence, Number(known.First, known.FirstKind, known.FirstBits, known.FirstQuality));
                return;
            }
            if (!Loader.TryLoad(source, columns ??= new()))
                return;
            var at = columns.LowerBound(time);
            if (columns.Times[at] > reached || (columns.Times[at] == reached && source.Sequence < sequence))
                return;
            (reached, sequence, best) = (columns.Times[at], source.Sequence, columns.Sample(at));
        }
    }

    public void Dispose()
    {
        Loader.Dispose();
        _snapshot.Dispose();
    }

    /// <summary>A piece is large and they mostly stand in order already: then none is moved.</summary>
    private static void SortByFirst(List<Piece> pieces)
    {
        var all = CollectionsMarshal.AsSpan(pieces);
        for (var i = 1; i < all.Length; i++)
        {
            if (all[i].Summary.First >= all[i - 1].Summary.First)
                continue;
            pieces.Sort(static (a, b) => a.Summary.First.CompareTo(b.Summary.First));
            return;
        }
    }

    private static Sample Number(long time, TagKind kind, ulong bits, Quality quality) => new(
        default, new(time), kind != TagKind.None && kind.IsScalar() ? TagValue.FromBits(kind, bits) : TagValue.None, quality);

    private void Offer(in BlockSource source)
    {
        if (source.Intersects(From, To))
            Sources.Add(source);
    }

    private void Offer(List<Piece> pieces, in BlockSummary summary, bool hasSamples)
    {
        if (summary.Last >= From && summary.First < To)
            pieces.Add(new(summary, hasSamples));
    }

    private BlockEntry[] Entries(BlockFile file)
    {
        if (_entries.TryGetValue(file, out var known))
            return known;
        try
        {
            known = Place(file) is { } place ? file.Entries(place) : [];
        }
        catch (BlockDamagedException damage)
        {
            Report(file, damage);
            known = [];
        }
        _entries.Add(file, known);
        return known;
    }

    private DirectoryEntry? Place(BlockFile file)
    {
        if (_places.TryGetValue(file, out var known))
            return known;
        DirectoryEntry? place = file.TryFind(_tag, out var found) ? found : null;
        _places.Add(file, place);
        return place;
    }

    /// <summary>The roughest rows that are there of those asked for; samples that are gone have only their rows.</summary>
    private BlockSummary[] Rollups(BlockFile file, RollupTier? tier, out bool hasSamples)
    {
        hasSamples = true;
        try
        {
            if (Place(file) is not { RollupLength: > 0 } place)
                return [];
            hasSamples = place.Count > 0;
            if (tier is null && hasSamples)
                return [];
            var rows = tier == RollupTier.Hour ? file.Rollups(place, RollupTier.Hour) : [];
            if (rows.Length == 0)
                rows = file.Rollups(place, RollupTier.Minute);
            return rows.Length == 0 && !hasSamples ? file.Rollups(place, RollupTier.Hour) : rows;
        }
        catch (BlockDamagedException damage)
        {
            Report(file, damage);
            return [];
        }
    }

    private void Report(BlockFile file, BlockDamagedException damage)
    {
        file.IsDamaged = true;
        _findings.Add(file.Path, -1, damage.Message, $"the file's samples of tag {_tag} are left out of answers; restore it from a backup");
    }
}
