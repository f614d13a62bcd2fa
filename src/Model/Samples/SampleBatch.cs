using System.Buffers;

namespace Millwright.Model;

/// <summary>
/// The one shape in which samples travel: pooled columns of tag handle, source time, server time where known, value and quality.
/// </summary>
/// <remarks>
/// Counted references: <see cref="Rent"/> gives one, each stage that keeps the batch takes its own with <see cref="Retain"/>
/// and gives it back with <see cref="Dispose"/>; the last one returns the columns to the pool. After the first
/// <see cref="Retain"/> by another stage the batch is read-only by agreement.
/// </remarks>
public sealed class SampleBatch : IDisposable
{
    /// <summary>The most samples one batch can hold.</summary>
    public const int MaxCapacity = 65_536;

    private int _references = 1;
    private TagHandle[] _tags;
    private long[] _sourceTimes;
    private long[]? _serverTimes;
    private TagKind[] _kinds;
    private ulong[] _bits;
    private object?[]? _objects;
    private Quality[] _qualities;

    private SampleBatch(int capacity)
    {
        Capacity = capacity;
        _tags = ArrayPool<TagHandle>.Shared.Rent(capacity);
        _sourceTimes = ArrayPool<long>.Shared.Rent(capacity);
        _kinds = ArrayPool<TagKind>.Shared.Rent(capacity);
        _bits = ArrayPool<ulong>.Shared.Rent(capacity);
        _qualities = ArrayPool<Quality>.Shared.Rent(capacity);
    }

    /// <summary>How many samples fit.</summary>
    public int Capacity { get; }

    public int Count { get; private set; }

    public bool IsFull => Count == Capacity;

    /// <summary>The events that travel the log in its place; a batch has samples or events, never both.</summary>
    public IReadOnlyList<Event> Events { get; private init; } = [];

    /// <summary>True when at least one sample has a server time.</summary>
    public bool HasServerTimes => _serverTimes is not null;

    /// <summary>True when at least one sample is a string, byte string or array.</summary>
    public bool HasObjects => _objects is not null;

    public ReadOnlySpan<TagHandle> Tags => _tags.AsSpan(0, Count);

    /// <summary>Source times in ticks, see <see cref="Timestamp"/>.</summary>
    public ReadOnlySpan<long> SourceTimes => _sourceTimes.AsSpan(0, Count);

    /// <summary>Server times in ticks, 0 for none; empty when no sample has one.</summary>
    public ReadOnlySpan<long> ServerTimes => _serverTimes is null ? default : _serverTimes.AsSpan(0, Count);

    public ReadOnlySpan<TagKind> Kinds => _kinds.AsSpan(0, Count);

    /// <summary>The scalars' bits, see <see cref="TagValue.Bits"/>.</summary>
    public ReadOnlySpan<ulong> Bits => _bits.AsSpan(0, Count);

    /// <summary>Strings and arrays, null at scalars; empty when there are none.</summary>
    public ReadOnlySpan<object?> Objects => _objects is null ? default : _objects.AsSpan(0, Count);

    public ReadOnlySpan<Quality> Qualities => _qualities.AsSpan(0, Count);

    /// <summary>An empty batch with room for <paramref name="capacity"/> samples.</summary>
    /// <param name="capacity">1 to <see cref="MaxCapacity"/>.</param>
    public static SampleBatch Rent(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MaxCapacity);
        return new SampleBatch(capacity);
    }

    /// <summary>A batch without samples that carries events.</summary>
    /// <param name="events">1 to <see cref="MaxCapacity"/>, which are not changed afterwards.</param>
    public static SampleBatch OfEvents(IReadOnlyList<Event> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentOutOfRangeException.ThrowIfZero(events.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(events.Count, MaxCapacity);
        return new SampleBatch(0) { Events = events };
    }

    /// <summary>Appends a sample; the batch must not be full.</summary>
    public void Add(TagHandle tag, Timestamp sourceTime, in TagValue value, Quality quality, Timestamp serverTime = default)
    {
        var i = Count;
        if (i >= Capacity)
            throw new InvalidOperationException($"The batch is full at {Capacity} samples.");
        _tags[i] = tag;
        _sourceTimes[i] = sourceTime.Ticks;
        _kinds[i] = value.Kind;
        _bits[i] = value.Bits;
        _qualities[i] = quality;
        if (value.Reference is { } reference)
        {
            _objects ??= RentCleared<object?>(Capacity);
            _objects[i] = reference;
        }
        if (!serverTime.IsNone)
            _serverTimes ??= RentCleared<long>(Capacity);
        if (_serverTimes is not null)
            _serverTimes[i] = serverTime.Ticks;
        Count = i + 1;
    }

    public void Add(in Sample sample) => Add(sample.Tag, sample.SourceTime, sample.Value, sample.Quality, sample.ServerTime);

    public TagValue Value(int index) => TagValue.FromParts(Kinds[index], _bits[index], _objects?[index]);

    public Sample this[int index] => new(
        Tags[index], new(_sourceTimes[index]), Value(index), _qualities[index], new(_serverTimes?[index] ?? 0));

    /// <summary>Leaves only the marked samples, in their order; for the only owner.</summary>
    /// <param name="keep">One mark for each sample.</param>
    public void Keep(ReadOnlySpan<bool> keep)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (!keep[i])
                continue;
            _tags[kept] = _tags[i];
            _sourceTimes[kept] = _sourceTimes[i];
            _kinds[kept] = _kinds[i];
            _bits[kept] = _bits[i];
            _qualities[kept] = _qualities[i];
            if (_objects is not null)
                _objects[kept] = _objects[i];
            if (_serverTimes is not null)
                _serverTimes[kept] = _serverTimes[i];
            kept++;
        }
        // What stands behind must not leak into samples that are added later.
        if (_objects is not null)
            Array.Clear(_objects, kept, Count - kept);
        Count = kept;
    }

    /// <summary>Empties the batch for another use by its only owner.</summary>
    public void Clear()
    {
        if (_objects is not null)
            Array.Clear(_objects, 0, Count);
        Count = 0;
    }

    /// <summary>Takes another reference.</summary>
    public SampleBatch Retain()
    {
        ObjectDisposedException.ThrowIf(Interlocked.Increment(ref _references) <= 1, this);
        return this;
    }

    /// <summary>Gives one reference back.</summary>
    public void Dispose()
    {
        var left = Interlocked.Decrement(ref _references);
        ObjectDisposedException.ThrowIf(left < 0, this);
        if (left > 0)
            return;
        ArrayPool<TagHandle>.Shared.Return(_tags);
        ArrayPool<long>.Shared.Return(_sourceTimes);
        ArrayPool<TagKind>.Shared.Return(_kinds);
        ArrayPool<ulong>.Shared.Return(_bits);
        ArrayPool<Quality>.Shared.Return(_qualities);
        if (_serverTimes is not null)
            ArrayPool<long>.Shared.Return(_serverTimes);
        if (_objects is not null)
            ArrayPool<object?>.Shared.Return(_objects, clearArray: true);
        _tags = [];
        _sourceTimes = [];
        _serverTimes = null;
        _kinds = [];
        _bits = [];
        _objects = null;
        _qualities = [];
        Count = 0;
    }

    private static T[] RentCleared<T>(int capacity)
    {
        var array = ArrayPool<T>.Shared.Rent(capacity);
        Array.Clear(array, 0, capacity);
        return array;
    }
}
