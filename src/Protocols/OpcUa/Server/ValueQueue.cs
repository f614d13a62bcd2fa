using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>What waits in one monitored item (OPC 10000-4, 5.13.1.5). One value is kept in place; more need an array, which grows as needed.</summary>
internal struct ValueQueue
{
    private const int FirstRingSize = 4;

    private DataValue[]? _ring;
    private DataValue _single;
    private int _head;

    public int Count { get; private set; }

    /// <summary>Adds a value; when the queue is full one is lost and the overflow bit says so. True when one was lost.</summary>
    public bool Add(in DataValue value, int size, bool discardOldest)
    {
        if (size == 1)
        {
            // A queue of one has no overflow: the newest value replaces the last.
            var replaced = Count == 1;
            _single = value;
            Count = 1;
            return replaced;
        }
        if (Count < size)
        {
            Grow(size);
            _ring![(_head + Count++) % _ring.Length] = value;
            return false;
        }
        if (discardOldest)
        {
            _head = (_head + 1) % _ring!.Length;
            _ring[(_head + Count - 1) % _ring.Length] = value;
            MarkOverflow(_head);
        }
        else
        {
            var newest = (_head + Count - 1) % _ring!.Length;
            _ring[newest] = value;
            MarkOverflow(newest);
        }
        return true;
    }

    public DataValue Take(int size)
    {
        Count--;
        if (size == 1 && _ring is null)
            return _single;
        var value = _ring![_head];
        _ring[_head] = default;
        _head = (_head + 1) % _ring.Length;
        return value;
    }

    public void Clear()
    {
        _ring = null;
        _single = default;
        _head = 0;
        Count = 0;
    }

    /// <summary>Fits what waits into another size; what does not fit is lost.</summary>
    public void Resize(int from, int to, bool discardOldest)
    {
        if (from == to)
            return;
        var waiting = new DataValue[Count];
        for (var i = 0; i < waiting.Length; i++)
            waiting[i] = Take(from);
        Clear();
        foreach (var value in waiting)
            Add(value, to, discardOldest);
    }

    private void Grow(int size)
    {
        _ring ??= new DataValue[Math.Min(size, FirstRingSize)];
        if (Count < _ring.Length)
            return;
        var larger = new DataValue[Math.Min(size, _ring.Length * 2)];
        for (var i = 0; i < Count; i++)
            larger[i] = _ring[(_head + i) % _ring.Length];
        _ring = larger;
        _head = 0;
    }

    private readonly void MarkOverflow(int at) => _ring![at] = _ring[at] with { Status = _ring[at].Status.WithOverflow() };
}
