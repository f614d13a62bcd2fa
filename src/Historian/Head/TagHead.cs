using Millwright.Historian.Codec;
using Millwright.Model;

namespace Millwright.Historian.Head;

/// <summary>What is in memory of one tag: its open chunk, the blocks that no file has yet, and its newest sample.</summary>
internal sealed class TagHead(TagId id, ulong sequence, PagePool pages)
{
    private readonly OpenChunk _open = new(pages);
    private List<SealedBlock>? _sealed;
    private ulong _sequence = sequence;
    private long _sealedUntil = long.MinValue;
    private long _lastTime = long.MinValue;
    private long _lastServerTime;
    private TagKind _lastKind;
    private ulong _lastBits;
    private object? _lastReference;
    private Quality _lastQuality;

    public TagId Id => id;

    public bool HasLast => _lastTime != long.MinValue;

    public int OpenCount => _open.Count;

    public IReadOnlyList<SealedBlock> Sealed => _sealed ?? (IReadOnlyList<SealedBlock>)[];

    /// <summary>Bytes in memory that grow with the samples.</summary>
    public int Footprint => _open.Footprint;

    /// <summary>True once <see cref="OfferStored"/> has told what the files know.</summary>
    public bool KnowsStored { get; private set; }

    /// <summary>Adds a sample.</summary>
    /// <returns>The bytes of blocks that had to be sealed first.</returns>
    public int Append(
        BlockSealer sealer, HeadScratch scratch, long time, TagKind kind, ulong bits, object? reference, Quality quality, long serverTime)
    {
        var grown = 0;
        if (_open.IsFull || !_open.Accepts(kind))
            grown = Seal(sealer, scratch);
        _open.Append(time, kind, bits, reference, quality, serverTime);
        if (time >= _lastTime)
            SetLast(time, kind, bits, reference, quality, serverTime);
        return grown;
    }

    /// <summary>Closes the open chunk. Samples from before the last closed block go to a block of their own, so that ranges seldom overlap.</summary>
    /// <returns>The bytes that the new blocks take.</returns>
    public int Seal(BlockSealer sealer, HeadScratch scratch)
    {
        if (_open.Count == 0)
            return 0;
        _open.Read(scratch.First, scratch.Second);
        _open.Clear();
        var columns = scratch.First;
        var late = columns.LowerBound(_sealedUntil == long.MaxValue ? _sealedUntil : _sealedUntil + 1);
        var bytes = 0;
        if (late > 0 && late < columns.Count)
        {
            columns.CopyTo(scratch.Second, 0, late);
            bytes += Keep(sealer, scratch.Second);
            columns.CopyTo(scratch.Second, late, columns.Count);
            columns = scratch.Second;
        }
        return bytes + Keep(sealer, columns);
    }

    /// <summary>From here on blocks belong to the file with this number.</summary>
    public void BeginSequence(ulong first) => _sequence = Math.Max(_sequence, first);

    /// <summary>Drops the oldest blocks, which are in a file now.</summary>
    public void Forget(int count)
    {
        if (count == _sealed?.Count)
            _sealed = null;
        else
            _sealed?.RemoveRange(0, count);
    }

    /// <summary>The open chunk's samples; false when there are none.</summary>
    public bool ReadOpen(SampleColumns columns, SampleColumns scratch)
    {
        if (_open.Count == 0)
            return false;
        _open.Read(columns, scratch);
        return true;
    }

    /// <summary>Tells of the newest sample in the files, null when they have none; it counts unless a newer one came meanwhile.</summary>
    public void OfferStored(Sample? stored)
    {
        KnowsStored = true;
        if (stored is { } sample && sample.SourceTime.Ticks > _lastTime)
            SetLast(
                sample.SourceTime.Ticks, sample.Value.Kind, sample.Value.Bits, sample.Value.Reference, sample.Quality, sample.ServerTime.Ticks);
    }

    /// <summary>The newest sample, put into empty columns.</summary>
    public Sample Last()
    {
        var value = _lastReference switch
        {
            string text => TagValue.Of(text),
            byte[] bytes when _lastKind == TagKind.Bytes => TagValue.Of(bytes),
            Array array => TagValue.OfArray(array),
            _ => TagValue.FromBits(_lastKind, _lastBits),
        };
        return new(default, new(_lastTime), value, _lastQuality, new(_lastServerTime));
    }

    private void SetLast(long time, TagKind kind, ulong bits, object? reference, Quality quality, long serverTime) =>
        (_lastTime, _lastKind, _lastBits, _lastReference, _lastQuality, _lastServerTime) = (time, kind, bits, reference, quality, serverTime);

    private int Keep(BlockSealer sealer, SampleColumns columns)
    {
        var block = sealer.Seal(id, _sequence++, columns);
        (_sealed ??= new(1)).Add(block);
        _sealedUntil = Math.Max(_sealedUntil, block.Summary.Last);
        return block.Bytes.Length + SealedBlock.Overhead;
    }
}
