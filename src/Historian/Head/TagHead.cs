using Millwright.Flow.Tags;
using Millwright.Historian.Codec;
using Millwright.Model;

namespace Millwright.Historian.Head;

/// <summary>What is in memory of one tag: its open chunk, the blocks that no file has yet, and its newest sample.</summary>
internal sealed class TagHead(TagHandle tag, ulong sequence)
{
    private OpenChunk _open;
    private List<SealedBlock>? _sealed;
    private ulong _sequence = sequence;
    private long _sealedUntil = long.MinValue;
    private long _lastTime = long.MinValue;
    private ulong _lastBits;
    private Rest? _lastRest;
    private Quality _lastQuality;
    private TagKind _lastKind;

    public TagHandle Tag => tag;

    public bool HasLast => _lastTime != long.MinValue;

    public int OpenCount => _open.Count;

    public IReadOnlyList<SealedBlock> Sealed => _sealed ?? (IReadOnlyList<SealedBlock>)[];

    public bool IsEmpty => _open.Count == 0 && _sealed is null;

    /// <summary>Bytes in memory that grow with the samples.</summary>
    public int Footprint => _open.Footprint;

    /// <summary>The number of the block that the open chunk would become.</summary>
    public ulong NextSequence => _sequence;

    /// <summary>True once <see cref="OfferStored"/> has told what the files know.</summary>
    public bool KnowsStored { get; private set; }

    /// <summary>Adds a sample.</summary>
    /// <returns>The bytes of blocks that had to be sealed first.</returns>
    public int Append(
        TagTable tags, BlockSealer sealer, PagePool pages, HeadScratch scratch, long time, TagKind kind, ulong bits, object? reference, Quality quality,
        long serverTime)
    {
        var grown = 0;
        if (_open.IsFull || !_open.Accepts(kind))
            grown = Seal(tags, sealer, pages, scratch);
        _open.Append(pages, time, kind, bits, reference, quality, serverTime);
        if (time >= _lastTime)
            SetLast(time, kind, bits, reference, quality, serverTime);
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
    /// <param name="sequence">Blocks from here on have this number or a higher one.</param>
    public void Forget(PagePool pages, ulong sequence)
    {
        _open.Clear(pages);
        _sealed = null;
        _sealedUntil = Math.Max(_sealedUntil, _lastTime);
        _sequence = Math.Max(_sequence, sequence);
    }

    /// <summary>Tells of the newest sample in the files, null when they have none; it counts unless a newer one came meanwhile.</summary>
    public void OfferStored(Sample? stored)
    {
        KnowsStored = true;
        if (stored is { } sample && sample.SourceTime.Ticks > _lastTime)
            SetLast(
                sample.SourceTime.Ticks, sample.Value.Kind, sample.Value.Bits, sample.Value.Reference, sample.Quality, sample.ServerTime.Ticks);
    }

    /// <summary>Forgets the newest sample unless it is still in memory alone.</summary>
    public void ForgetLast()
    {
        if (!IsEmpty)
            return;
        _lastTime = long.MinValue;
        KnowsStored = false;
    }

    /// <summary>The newest sample, put into empty columns.</summary>
    public Sample Last()
    {
        var value = _lastRest?.Reference switch
        {
            string text => TagValue.Of(text),
            byte[] bytes when _lastKind == TagKind.Bytes => TagValue.Of(bytes),
            Array array => TagValue.OfArray(array),
            _ => TagValue.FromBits(_lastKind, _lastBits),
        };
        return new(default, new(_lastTime), value, _lastQuality, new(_lastRest?.ServerTime ?? 0));
    }

    private void SetLast(long time, TagKind kind, ulong bits, object? reference, Quality quality, long serverTime)
    {
        (_lastTime, _lastKind, _lastBits, _lastQuality) = (time, kind, bits, quality);
        if (_lastRest is null && reference is null && serverTime == 0)
            return;
        _lastRest ??= new();
        (_lastRest.Reference, _lastRest.ServerTime) = (reference, serverTime);
    }

    /// <summary>Closes the open chunk before its file's time has come.</summary>
    /// <returns>The bytes that the new blocks take.</returns>
    private int Seal(TagTable tags, BlockSealer sealer, PagePool pages, HeadScratch scratch)
    {
        if (_open.Count == 0)
            return 0;
        var columns = scratch.First;
        var late = ReadOpen(pages, columns, scratch.Second);
        _open.Clear(pages);
        if (late == 0 || late == columns.Count)
            return Keep(tags, sealer, columns);
        columns.CopyTo(scratch.Second, 0, late);
        var bytes = Keep(tags, sealer, scratch.Second);
        columns.CopyTo(scratch.Second, late, columns.Count);
        return bytes + Keep(tags, sealer, scratch.Second);
    }

    private int Keep(TagTable tags, BlockSealer sealer, SampleColumns columns)
    {
        var block = sealer.Seal(tags[tag].Id, _sequence++, columns);
        (_sealed ??= new(1)).Add(block);
        _sealedUntil = Math.Max(_sealedUntil, block.Summary.Last);
        return block.Bytes.Length + SealedBlock.Overhead;
    }

    /// <summary>Of the newest sample what few tags have: a value that is no scalar, a server's time.</summary>
    private sealed class Rest
    {
        public object? Reference;
        public long ServerTime;
    }
}
