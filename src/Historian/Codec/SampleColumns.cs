using Millwright.Model;

namespace Millwright.Historian.Codec;

/// <summary>Samples of one tag as columns: what goes into a block and comes out of one.</summary>
internal sealed class SampleColumns
{
    /// <summary>The most samples of one block.</summary>
    public const int BlockSamples = 1024;

    private readonly long[] _times = new long[BlockSamples];
    private readonly TagKind[] _kinds = new TagKind[BlockSamples];
    private readonly ulong[] _bits = new ulong[BlockSamples];
    private readonly Quality[] _qualities = new Quality[BlockSamples];
    private object?[]? _objects;
    private long[]? _serverTimes;

    public int Count { get; private set; }

    public bool IsFull => Count == BlockSamples;

    public Span<long> Times => _times.AsSpan(0, Count);

    public Span<TagKind> Kinds => _kinds.AsSpan(0, Count);

    public Span<ulong> Bits => _bits.AsSpan(0, Count);

    public Span<Quality> Qualities => _qualities.AsSpan(0, Count);

    /// <summary>Strings and arrays; empty when there are none.</summary>
    public Span<object?> Objects => HasObjects ? _objects.AsSpan(0, Count) : default;

    /// <summary>0 for none; empty when no sample has one.</summary>
    public Span<long> ServerTimes => HasServerTimes ? _serverTimes.AsSpan(0, Count) : default;

    public bool HasObjects { get; private set; }

    public bool HasServerTimes { get; private set; }

    /// <summary>The kind of all values that are not none; none when there are no others.</summary>
    public TagKind Kind { get; private set; }

    public void Clear()
    {
        if (HasObjects)
            Array.Clear(_objects!);
        Count = 0;
        Kind = TagKind.None;
        HasObjects = false;
        HasServerTimes = false;
    }

    /// <summary>Makes room for a decoder that fills the columns itself.</summary>
    public void Reset(int count, TagKind kind, bool serverTimes)
    {
        Clear();
        Count = count;
        Kind = kind;
        if (serverTimes)
            UseServerTimes();
        if (!kind.IsScalar())
            UseObjects();
    }

    /// <summary>True when a value of a kind can stand in the same block as what is there.</summary>
    public bool Accepts(TagKind kind) => !IsFull && (kind == TagKind.None || Kind == TagKind.None || kind == Kind);

    public void Add(long time, TagKind kind, ulong bits, object? reference, Quality quality, long serverTime)
    {
        var i = Count++;
        _times[i] = time;
        _kinds[i] = kind;
        _bits[i] = bits;
        _qualities[i] = quality;
        if (kind != TagKind.None)
            Kind = kind;
        if (reference is not null)
            UseObjects();
        if (HasObjects)
            _objects![i] = reference;
        if (serverTime != 0)
            UseServerTimes();
        if (HasServerTimes)
            _serverTimes![i] = serverTime;
    }

    public void Add(SampleColumns from, int index) =>
        Add(from._times[index], from._kinds[index], from._bits[index], from.HasObjects ? from._objects![index] : null,
            from._qualities[index], from.HasServerTimes ? from._serverTimes![index] : 0);

    /// <summary>A copy of a part, for a caller that may keep it.</summary>
    public void CopyTo(SampleColumns to, int start, int end)
    {
        to.Clear();
        for (var i = start; i < end; i++)
            to.Add(this, i);
    }

    public TagValue Value(int index) => _kinds[index] switch
    {
        TagKind.None => TagValue.None,
        TagKind.String => TagValue.Of((string)_objects![index]!),
        TagKind.Bytes => TagValue.Of((byte[])_objects![index]!),
        var kind when kind.IsArray() => TagValue.OfArray((Array)_objects![index]!),
        var kind => TagValue.FromBits(kind, _bits[index]),
    };

    /// <summary>The index of the first sample at or after a time.</summary>
    public int LowerBound(long time)
    {
        var low = 0;
        var high = Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_times[middle] < time)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private void UseObjects()
    {
        if (HasObjects)
            return;
        _objects ??= new object?[BlockSamples];
        Array.Clear(_objects);
        HasObjects = true;
    }

    private void UseServerTimes()
    {
        if (HasServerTimes)
            return;
        _serverTimes ??= new long[BlockSamples];
        Array.Clear(_serverTimes);
        HasServerTimes = true;
    }
}
