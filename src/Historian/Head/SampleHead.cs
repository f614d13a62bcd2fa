using Millwright.Flow.Tags;
using Millwright.Historian.Codec;
using Millwright.Model;

namespace Millwright.Historian.Head;

/// <summary>Takes a finished block; its bytes are valid during the call only.</summary>
internal delegate void BlockTaker(TagId tag, ulong sequence, in BlockSummary summary, ReadOnlySpan<byte> bytes, byte[]? times);

/// <summary>The newest samples of all tags, in memory: fed by one consumer, read by any number of queries.</summary>
internal sealed class SampleHead
{
    /// <summary>Of a block's number, the bits that count within one file.</summary>
    public const int SequenceShift = 24;

    /// <summary>Samples taken under one hold of the lock, so that queries wait for microseconds only.</summary>
    private const int SliceSamples = 512;

    private readonly TagTable _tags;
    private readonly Lock _gate = new();
    private readonly BlockSealer _sealer = new();
    private readonly BlockSealer _flushSealer = new();
    private readonly PagePool _pages = new();
    private readonly HeadScratch _scratch = new();
    private readonly HeadScratch _flushing = new();
    private volatile TagHead?[] _heads = [];
    private readonly ulong _firstSequence;
    private ulong _nextFile;
    private long _bytes;
    private long _samples;

    /// <summary>An empty head.</summary>
    /// <param name="tags">Where handles lead to identities.</param>
    /// <param name="nextFile">The number that the next file will have.</param>
    public SampleHead(TagTable tags, ulong nextFile)
    {
        _tags = tags;
        _nextFile = nextFile;
        // A file that took several attempts has blocks numbered as the next file's; these begin above them.
        _firstSequence = (nextFile << SequenceShift) + (1UL << (SequenceShift - 1));
    }

    /// <summary>The bytes its samples take in memory.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Samples that no file has yet.</summary>
    public long Samples => Interlocked.Read(ref _samples);

    public void Append(SampleBatch batch)
    {
        for (var start = 0; start < batch.Count; start += SliceSamples)
        {
            lock (_gate)
                AppendSlice(batch, start, Math.Min(start + SliceSamples, batch.Count));
        }
    }

    /// <summary>The newest sample of a tag.</summary>
    /// <param name="tag">Whose.</param>
    /// <param name="findStored">Asked once for each tag, for the newest sample in the files.</param>
    /// <param name="sample">The newest of both.</param>
    public bool TryGetLast(TagId tag, Func<TagId, Sample?> findStored, out Sample sample)
    {
        sample = default;
        if (!_tags.TryFind(tag, out var handle))
            return TryGetStored(findStored(tag), out sample);
        var head = Known(handle);
        if (head is null || !Knows(head))
        {
            var stored = findStored(tag);
            if (head is null && stored is null)
                return false;
            lock (_gate)
            {
                head = Find(handle);
                head.OfferStored(stored);
            }
        }
        lock (_gate)
        {
            if (!head.HasLast)
                return false;
            sample = head.Last();
            return true;
        }
    }

    /// <summary>Lets the newest sample of a tag be asked of the files again, because it may have been deleted there.</summary>
    public void ForgetLast(TagId tag)
    {
        if (!_tags.TryFind(tag, out var handle) || Known(handle) is not { } head)
            return;
        lock (_gate)
            head.ForgetLast();
    }

    /// <summary>A tag's blocks that no file has yet, and the samples of its open chunk.</summary>
    public bool TryRead(TagId tag, out SealedBlock[] blocks, out SampleColumns? open)
    {
        blocks = [];
        open = null;
        if (!_tags.TryFind(tag, out var handle) || Known(handle) is not { } head)
            return false;
        lock (_gate)
        {
            blocks = [.. head.Sealed];
            if (head.OpenCount > 0)
            {
                open = new();
                head.ReadOpen(_pages, open, _scratch.Second);
            }
            return blocks.Length > 0 || open is not null;
        }
    }

    /// <summary>The tags with samples that no file has yet, in the order of their identities.</summary>
    public IReadOnlyList<TagHead> Unwritten()
    {
        lock (_gate)
        {
            // Counted first: a list that grows would leave several times its size behind as large garbage.
            var heads = new TagHead[_heads.Count(static h => h is { IsEmpty: false })];
            var next = 0;
            foreach (var head in _heads)
            {
                if (head is { IsEmpty: false })
                    heads[next++] = head;
            }
            Array.Sort(heads, (a, b) => IdOf(a).CompareTo(IdOf(b)));
            return heads;
        }
    }

    /// <summary>Gives a tag's blocks to a file, oldest first; they stay in memory until <see cref="Forget"/>.</summary>
    /// <remarks>The consumer that feeds the head calls this, so that nothing is added meanwhile. One tag at a time is encoded: memory does not grow.</remarks>
    public void Write(TagHead head, BlockTaker take)
    {
        var columns = _flushing.First;
        var late = 0;
        columns.Clear();
        lock (_gate)
        {
            if (head.OpenCount > 0)
                late = head.ReadOpen(_pages, columns, _flushing.Second);
        }
        foreach (var block in head.Sealed)
            take(IdOf(head), block.Sequence, block.Summary, block.Bytes, block.Times);
        if (columns.Count == 0)
            return;
        var sequence = Sequence + (ulong)head.Sealed.Count;
        if (late == 0 || late == columns.Count)
        {
            Encode(IdOf(head), sequence, columns, take);
            return;
        }
        columns.CopyTo(_flushing.Second, 0, late);
        Encode(IdOf(head), sequence, _flushing.Second, take);
        columns.CopyTo(_flushing.Second, late, columns.Count);
        Encode(IdOf(head), sequence + 1, _flushing.Second, take);
    }

    /// <summary>Whose samples a part of the head has.</summary>
    public TagId IdOf(TagHead head) => _tags[head.Tag].Id;

    /// <summary>Drops what a file has now.</summary>
    /// <param name="heads">What <see cref="Unwritten"/> gave.</param>
    /// <param name="file">The file's number.</param>
    public void Forget(IReadOnlyList<TagHead> heads, ulong file)
    {
        _nextFile = file + 1;
        foreach (var head in heads)
        {
            lock (_gate)
                head.Forget(_pages);
        }
        lock (_gate)
        {
            _sealer.ForgetTimes();
            _flushSealer.ForgetTimes();
        }
        // The head is empty now: nothing was added since the file was begun.
        Interlocked.Exchange(ref _bytes, 0);
        Interlocked.Exchange(ref _samples, 0);
    }

    private void Encode(TagId tag, ulong sequence, SampleColumns columns, BlockTaker take)
    {
        var bytes = _flushSealer.Encode(tag, sequence, columns, out var times);
        take(tag, sequence, BlockSummary.Of(columns), bytes, times);
    }

    private static bool TryGetStored(Sample? stored, out Sample sample)
    {
        sample = stored.GetValueOrDefault();
        return stored is not null;
    }

    private bool Knows(TagHead head)
    {
        lock (_gate)
            return head.KnowsStored;
    }

    private void AppendSlice(SampleBatch batch, int start, int end)
    {
        var tags = batch.Tags;
        var times = batch.SourceTimes;
        var kinds = batch.Kinds;
        var bits = batch.Bits;
        var qualities = batch.Qualities;
        var objects = batch.Objects;
        var servers = batch.ServerTimes;
        var grown = 0L;
        for (var i = start; i < end; i++)
        {
            var head = Find(tags[i]);
            var before = head.Footprint;
            grown += head.Append(
                _tags, _sealer, Sequence, _pages, _scratch, times[i], kinds[i], bits[i], objects.IsEmpty ? null : objects[i], qualities[i],
                servers.IsEmpty ? 0 : servers[i]);
            grown += head.Footprint - before;
        }
        Interlocked.Add(ref _bytes, grown);
        Interlocked.Add(ref _samples, end - start);
    }

    private TagHead? Known(TagHandle tag)
    {
        var heads = _heads;
        return (uint)tag.Index < (uint)heads.Length ? heads[tag.Index] : null;
    }

    /// <summary>The number of each tag's first block that no file has yet.</summary>
    private ulong Sequence => Math.Max(_firstSequence, _nextFile << SequenceShift);

    /// <summary>A tag's entry, made when it has none; under the lock.</summary>
    private TagHead Find(TagHandle tag) => Known(tag) ?? Make(tag);

    private TagHead Make(TagHandle tag)
    {
        var heads = _heads;
        if (tag.Index >= heads.Length)
            Array.Resize(ref heads, Math.Max(tag.Index + 1, _tags.Count));
        var head = new TagHead(tag);
        heads[tag.Index] = head;
        _heads = heads;
        return head;
    }
}
