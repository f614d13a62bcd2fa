using System.Collections.Concurrent;
using Millwright.Flow.Tags;
using Millwright.Historian.Codec;
using Millwright.Model;

namespace Millwright.Historian.Head;

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
    private readonly PagePool _pages = new();
    private readonly HeadScratch _scratch = new();
    private readonly ConcurrentDictionary<TagId, TagHead> _byId = new();
    private TagHead?[] _byHandle = [];
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

    public IEnumerable<TagId> Tags => _byId.Keys;

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
        if (!_byId.TryGetValue(tag, out var head) || !Knows(head))
        {
            var stored = findStored(tag);
            if (head is null && stored is null)
                return false;
            lock (_gate)
            {
                head ??= _byId.GetOrAdd(tag, NewHead);
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

    /// <summary>A tag's blocks that no file has yet, and the samples of its open chunk.</summary>
    public bool TryRead(TagId tag, out SealedBlock[] blocks, out SampleColumns? open)
    {
        blocks = [];
        open = null;
        if (!_byId.TryGetValue(tag, out var head))
            return false;
        lock (_gate)
        {
            blocks = [.. head.Sealed];
            if (head.OpenCount > 0)
            {
                open = new();
                head.ReadOpen(open, _scratch.Second);
            }
            return blocks.Length > 0 || open is not null;
        }
    }

    /// <summary>Seals everything for one file.</summary>
    /// <returns>What the file must hold, in the order of the tags' identities.</returns>
    public IReadOnlyList<(TagHead Tag, int Blocks)> SealAll(ulong file)
    {
        var heads = _byId.Values.ToArray();
        Array.Sort(heads, static (a, b) => a.Id.CompareTo(b.Id));
        var content = new List<(TagHead, int)>(heads.Length);
        _nextFile = file + 1;
        foreach (var head in heads)
        {
            lock (_gate)
            {
                var before = head.Footprint;
                Interlocked.Add(ref _bytes, head.Seal(_sealer, _scratch) - before);
                head.BeginSequence(_nextFile << SequenceShift);
                if (head.Sealed.Count > 0)
                    content.Add((head, head.Sealed.Count));
            }
        }
        return content;
    }

    /// <summary>Drops what a file holds now.</summary>
    public void Forget(IReadOnlyList<(TagHead Tag, int Blocks)> content)
    {
        foreach (var (head, blocks) in content)
        {
            lock (_gate)
            {
                for (var i = 0; i < blocks; i++)
                {
                    var block = head.Sealed[i];
                    Interlocked.Add(ref _bytes, -(block.Bytes.Length + SealedBlock.Overhead));
                    Interlocked.Add(ref _samples, -block.Summary.Count);
                }
                head.Forget(blocks);
            }
        }
        lock (_gate)
            _sealer.ForgetTimes();
        RecountOpenSamples();
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
                _sealer, _scratch, times[i], kinds[i], bits[i], objects.IsEmpty ? null : objects[i], qualities[i],
                servers.IsEmpty ? 0 : servers[i]);
            grown += head.Footprint - before;
        }
        Interlocked.Add(ref _bytes, grown);
        Interlocked.Add(ref _samples, end - start);
    }

    private TagHead Find(TagHandle tag)
    {
        if ((uint)tag.Index < (uint)_byHandle.Length && _byHandle[tag.Index] is { } known)
            return known;
        return Know(tag);
    }

    private TagHead Know(TagHandle tag)
    {
        if (tag.Index >= _byHandle.Length)
            Array.Resize(ref _byHandle, Math.Max(tag.Index + 1, _tags.Count));
        return _byHandle[tag.Index] = _byId.GetOrAdd(_tags[tag].Id, NewHead);
    }

    private TagHead NewHead(TagId id) => new(id, Math.Max(_firstSequence, _nextFile << SequenceShift), _pages);

    /// <summary>Samples that replaced others of the same time were counted twice until they were sealed.</summary>
    private void RecountOpenSamples()
    {
        lock (_gate)
        {
            var samples = 0L;
            foreach (var head in _byId.Values)
            {
                samples += head.OpenCount;
                foreach (var block in head.Sealed)
                    samples += block.Summary.Count;
            }
            Interlocked.Exchange(ref _samples, samples);
        }
    }
}
