using System.Numerics;

namespace Millwright.OpcUa.AddressSpace;

/// <summary>The references of all nodes in one array; each node has a range whose size is a power of two.</summary>
internal sealed class ReferenceStore
{
    private readonly Stack<int>?[] _free = new Stack<int>?[31];
    private ReferenceEntry[] _entries = new ReferenceEntry[4096];
    private int _used;

    public long Bytes => _entries.Length * 8L;

    public ReadOnlySpan<ReferenceEntry> Of(int start, int count) => _entries.AsSpan(start, count);

    public void Add(ref NodeRecord node, ReferenceEntry entry)
    {
        var capacity = CapacityOf(node.ReferenceCount);
        if (node.ReferenceCount == capacity)
        {
            var larger = Take(capacity == 0 ? 1 : capacity * 2);
            Of(node.ReferenceStart, node.ReferenceCount).CopyTo(_entries.AsSpan(larger));
            Give(node.ReferenceStart, capacity);
            node.ReferenceStart = larger;
        }
        _entries[node.ReferenceStart + node.ReferenceCount++] = entry;
    }

    /// <summary>Takes one reference away; the order of the others stays.</summary>
    public bool Remove(ref NodeRecord node, ReferenceEntry entry)
    {
        var range = _entries.AsSpan(node.ReferenceStart, node.ReferenceCount);
        for (var i = 0; i < range.Length; i++)
        {
            if (range[i].Target != entry.Target || range[i].Type != entry.Type || range[i].IsInverse != entry.IsInverse)
                continue;
            range[(i + 1)..].CopyTo(range[i..]);
            Shrink(ref node);
            return true;
        }
        return false;
    }

    public void Clear(ref NodeRecord node)
    {
        Give(node.ReferenceStart, CapacityOf(node.ReferenceCount));
        node.ReferenceStart = 0;
        node.ReferenceCount = 0;
    }

    // The capacity is what the count rounds up to, so it needs no field of its own; a range that reaches half gives the rest back.
    private static int CapacityOf(int count) => count == 0 ? 0 : (int)BitOperations.RoundUpToPowerOf2((uint)count);

    private void Shrink(ref NodeRecord node)
    {
        var before = CapacityOf(node.ReferenceCount);
        node.ReferenceCount--;
        var after = CapacityOf(node.ReferenceCount);
        if (after == before)
            return;
        if (after == 0)
        {
            Give(node.ReferenceStart, before);
            return;
        }
        Give(node.ReferenceStart + after, before - after);
    }

    private int Take(int capacity)
    {
        var free = _free[BitOperations.Log2((uint)capacity)];
        if (free is { Count: > 0 })
            return free.Pop();
        if (_used + capacity > _entries.Length)
            Array.Resize(ref _entries, Math.Max(_used + capacity, _entries.Length + (_entries.Length / 2)));
        _used += capacity;
        return _used - capacity;
    }

    private void Give(int start, int capacity)
    {
        if (capacity > 0)
            (_free[BitOperations.Log2((uint)capacity)] ??= new Stack<int>()).Push(start);
    }
}
