using System.Numerics;

namespace Millwright.OpcUa.AddressSpace;

/// <summary>Browse and display names, each kept once however many nodes carry it.</summary>
internal sealed class NameTable
{
    private TextStore _texts = new();
    private Entry[] _entries = new Entry[1024];
    private int[] _slots = NewSlots(2048);
    private int _count;
    private int _free = -1;
    private int _live;

    /// <summary>Bytes held, of which <see cref="TextStore.Wasted"/> by nobody.</summary>
    public long Bytes => _texts.Capacity + (_entries.Length * 16L) + (_slots.Length * 4L);

    public ReadOnlySpan<byte> this[int name] => _texts.Get(_entries[name].At, _entries[name].Length);

    /// <summary>The number of a name, counted as used once more.</summary>
    public int Intern(ReadOnlySpan<byte> text)
    {
        var found = Find(text);
        if (found >= 0)
        {
            _entries[found].Uses++;
            return found;
        }
        if ((_live + 1) * 2 > _slots.Length)
            Rehash(_slots.Length * 2);
        int name;
        if (_free >= 0)
        {
            name = _free;
            _free = _entries[name].Uses;
        }
        else
        {
            if (_count == _entries.Length)
                Array.Resize(ref _entries, _entries.Length + (_entries.Length / 2));
            name = _count++;
        }
        var hash = Hash(text);
        _entries[name] = new Entry { At = _texts.Add(text), Length = text.Length, Hash = hash, Uses = 1 };
        _live++;
        Place(name, hash);
        return name;
    }

    /// <summary>The number of a name, or -1 when no node carries it.</summary>
    public int Find(ReadOnlySpan<byte> text)
    {
        var hash = Hash(text);
        var mask = _slots.Length - 1;
        for (var slot = (int)(hash & (uint)mask); _slots[slot] >= 0; slot = (slot + 1) & mask)
        {
            ref readonly var entry = ref _entries[_slots[slot]];
            if (entry.Hash == hash && entry.Length == text.Length && _texts.Get(entry.At, entry.Length).SequenceEqual(text))
                return _slots[slot];
        }
        return -1;
    }

    public void Release(int name)
    {
        if (--_entries[name].Uses > 0)
            return;
        Remove(name);
        _texts.Free(_entries[name].Length);
        _entries[name] = new Entry { Uses = _free, Length = -1 };
        _free = name;
        _live--;
        if (_texts.Wasted > 1 << 20 && _texts.Wasted * 2 > _texts.Capacity)
            Compact();
    }

    internal static uint Hash(ReadOnlySpan<byte> text)
    {
        var hash = 0x9E37_79B9_7F4A_7C15UL ^ (uint)text.Length;
        while (text.Length >= 8)
        {
            hash = BitOperations.RotateLeft(hash ^ BitConverter.ToUInt64(text), 29) * 0xBF58_476D_1CE4_E5B9UL;
            text = text[8..];
        }
        var tail = 0UL;
        foreach (var one in text)
            tail = (tail << 8) | one;
        hash = (hash ^ tail) * 0x94D0_49BB_1331_11EBUL;
        return (uint)(hash >> 32) ^ (uint)hash;
    }

    private static int[] NewSlots(int count)
    {
        var slots = new int[count];
        Array.Fill(slots, -1);
        return slots;
    }

    private void Place(int name, uint hash)
    {
        var mask = _slots.Length - 1;
        var slot = (int)(hash & (uint)mask);
        while (_slots[slot] >= 0)
            slot = (slot + 1) & mask;
        _slots[slot] = name;
    }

    private void Remove(int name)
    {
        var mask = _slots.Length - 1;
        var hole = (int)(_entries[name].Hash & (uint)mask);
        while (_slots[hole] != name)
            hole = (hole + 1) & mask;
        for (var next = (hole + 1) & mask; _slots[next] >= 0; next = (next + 1) & mask)
        {
            var home = (int)(_entries[_slots[next]].Hash & (uint)mask);
            if (((next - home) & mask) < ((next - hole) & mask))
                continue;
            _slots[hole] = _slots[next];
            hole = next;
        }
        _slots[hole] = -1;
    }

    private void Rehash(int count)
    {
        _slots = NewSlots(count);
        for (var name = 0; name < _count; name++)
        {
            if (_entries[name].Length >= 0)
                Place(name, _entries[name].Hash);
        }
    }

    private void Compact()
    {
        var packed = new TextStore();
        for (var name = 0; name < _count; name++)
        {
            if (_entries[name].Length >= 0)
                _entries[name].At = packed.Add(_texts.Get(_entries[name].At, _entries[name].Length));
        }
        _texts = packed;
    }

    // A free entry has the length -1 and keeps the next free one in Uses.
    private struct Entry
    {
        public int At;
        public int Length;
        public uint Hash;
        public int Uses;
    }
}
