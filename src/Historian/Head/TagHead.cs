using Millwright.Flow.Tags;
using Millwright.Historian.Codec;
using Millwright.Model;

namespace Millwright.Historian.Head;

/// <summary>What is in memory of one tag: its open chunk, the blocks that no file has yet, and its newest sample.</summary>
/// <remarks>
/// There is one for each tag, so each field counts: the newest sample is what the open chunk was given last, and stands apart only for
/// tags where that is not so.
/// </remarks>
internal sealed class TagHead(TagHandle tag)
{
    private OpenChunk _open;
    private List<SealedBlock>? _sealed;
    private long _sealedUntil = long.MinValue;
    private Newest? _newest;

    public TagHandle Tag => tag;

    public bool HasLast => _newest is { } newest ? newest.Time != long.MinValue : _open.HasLatest;

    public int OpenCount => _open.Count;

    public IReadOnlyList<SealedBlock> Sealed => _sealed ?? (IReadOnlyList<SealedBlock>)[];

    public bool IsEmpty => _open.Count == 0 && _sealed is null;

    /// <summary>Bytes in memory that grow with the samples.</summary>
    public int Footprint => _open.Footprint;

    /// <summary>True once <see cref="OfferStored"/> has told what the files know.</summary>
    public bool KnowsStored { get; private set; }

    /// <summary>Adds a sample.</summary>
    /// <param name="tags">Where the handle leads to the identity.</param>
    /// <param name="sealer">Seals the chunk where the sample does not fit.</param>
    /// <param name="sequence">The number of the first block that no file has.</param>
    /// <param name="pages">Where the chunk's bytes are.</param>
    /// <param name="scratch">Used where the chunk is sealed.</param>
    /// <param name="time">Source time, ticks.</param>
    /// <param name="kind">Its type, none for no value.</param>
    /// <param name="bits">The value of a scalar.</param>
    /// <param name="reference">The value of any other.</param>
    /// <param name="quality">How good it is.</param>
    /// <param name="serverTime">Ticks, 0 for none.</param>
    /// <returns>The bytes of blocks that had to be sealed first.</returns>
    public int Append(
        TagTable tags, BlockSealer sealer, ulong sequence, PagePool pages, HeadScratch scratch, long time, TagKind kind, ulong bits, object? reference,
        Quality quality, long serverTime)
    {
        var grown = 0;
        if (_open.IsFull || !_open.Accepts(kind))
            grown = Seal(tags, sealer, sequence, pages, scratch);
        if (_newest is null && (time < LastTime || !kind.IsScalar() || kind == TagKind.None))
            SetApart();
        if (_newest is { } newest && time >= newest.Time)
            newest.Set(time, kind, bits, reference, quality, serverTime);
        _open.Append(pages, time, kind, bits, reference, quality, serverTime);
        return grown;
    }

    /// <summary>The open chunk's samples in time order.</summary>
    /// <returns>
    /// How many of them are from before the last closed block: these go to a block of their own, so that ranges seldom overlap.
    /// </returns>
    public int ReadOpen(PagePool pages, SampleColumns columns, SampleColumns scratch)
    {
        _open.Read(pages, columns, scratch);
        return columns.LowerBound(_sealedUntil == long.MaxValue ? _sealedUntil : _sealedUntil + 1);
    }

    /// <summary>Drops everything but the newest sample: a file has it now.</summary>
    /// <param name="pages">Takes the chunk's pages back.</param>
    public void Forget(PagePool pages)
    {
        _open.Clear(pages);
        _sealed = null;
        _sealedUntil = Math.Max(_sealedUntil, LastTime);
    }

    /// <summary>Tells of the newest sample in the files, null when they have none; it counts unless a newer one came meanwhile.</summary>
    public void OfferStored(Sample? stored)
    {
        KnowsStored = true;
        if (stored is not { } sample || sample.SourceTime.Ticks <= LastTime)
            return;
        _newest ??= new();
        _newest.Set(
            sample.SourceTime.Ticks, sample.Value.Kind, sample.Value.Bits, sample.Value.Reference, sample.Quality, sample.ServerTime.Ticks);
    }

    /// <summary>Forgets the newest sample unless it is still in memory alone.</summary>
    public void ForgetLast()
    {
        if (!IsEmpty)
            return;
        _newest = null;
        _open.ForgetLatest();
        KnowsStored = false;
    }

    /// <summary>The newest sample, put into empty columns.</summary>
    public Sample Last() => (_newest ?? new(_open.Latest)).ToSample();

    private long LastTime => _newest is { } newest ? newest.Time : _open.HasLatest ? _open.Latest.Time : long.MinValue;

    /// <summary>From here on the newest sample stands beside what the chunk was given last.</summary>
    private void SetApart() => _newest = _open.HasLatest ? new(_open.Latest) : new();

    /// <summary>Closes the open chunk before its file's time has come.</summary>
    /// <returns>The bytes that the new blocks take.</returns>
    private int Seal(TagTable tags, BlockSealer sealer, ulong sequence, PagePool pages, HeadScratch scratch)
    {
        if (_open.Count == 0)
            return 0;
        var columns = scratch.First;
        var late = ReadOpen(pages, columns, scratch.Second);
        _open.Clear(pages);
        if (late == 0 || late == columns.Count)
            return Keep(tags, sealer, sequence, columns);
        columns.CopyTo(scratch.Second, 0, late);
        var bytes = Keep(tags, sealer, sequence, scratch.Second);
        columns.CopyTo(scratch.Second, late, columns.Count);
        return bytes + Keep(tags, sealer, sequence, scratch.Second);
    }

    private int Keep(TagTable tags, BlockSealer sealer, ulong sequence, SampleColumns columns)
    {
        _sealed ??= new(1);
        var block = sealer.Seal(tags[tag].Id, sequence + (ulong)_sealed.Count, columns);
        _sealed.Add(block);
        _sealedUntil = Math.Max(_sealedUntil, block.Summary.Last);
        return block.Bytes.Length + SealedBlock.Overhead;
    }

    /// <summary>The newest sample, where it is not what the chunk was given last, or no scalar.</summary>
    private sealed class Newest
    {
        private ulong _bits;
        private object? _reference;
        private long _serverTime;
        private Quality _quality;
        private TagKind _kind;

        public Newest() => Time = long.MinValue;

        public Newest((long Time, TagKind Kind, ulong Bits, Quality Quality, long ServerTime) latest) =>
            Set(latest.Time, latest.Kind, latest.Bits, null, latest.Quality, latest.ServerTime);

        public long Time { get; private set; }

        public void Set(long time, TagKind kind, ulong bits, object? reference, Quality quality, long serverTime) =>
            (Time, _kind, _bits, _reference, _quality, _serverTime) = (time, kind, bits, reference, quality, serverTime);

        public Sample ToSample()
        {
            var value = _reference switch
            {
                string text => TagValue.Of(text),
                byte[] bytes when _kind == TagKind.Bytes => TagValue.Of(bytes),
                Array array => TagValue.OfArray(array),
                _ => TagValue.FromBits(_kind, _bits),
            };
            return new(default, new(Time), value, _quality, new(_serverTime));
        }
    }
}
