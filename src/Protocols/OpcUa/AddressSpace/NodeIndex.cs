using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.AddressSpace;

/// <summary>The nodes themselves and the way from an id to its node, without an object a node.</summary>
internal sealed class NodeIndex
{
    private TextStore _ids = new();
    private NodeRecord[] _nodes = new NodeRecord[1024];
    private int[] _slots = NewSlots(2048);
    private int _shift = 32 - 11;
    private int _count;
    private int _free = -1;

    /// <summary>Nodes that exist.</summary>
    public int Live { get; private set; }

    /// <summary>One more than the highest number a node ever had.</summary>
    public int Limit => _count;

    public long Bytes => _ids.Capacity + (_nodes.Length * 64L) + (_slots.Length * 4L);

    public ref NodeRecord this[int node] => ref _nodes[node];

    public NodeIdKey KeyOf(int node)
    {
        ref readonly var record = ref _nodes[node];
        return record.IdType == NodeIdType.Numeric
            ? new NodeIdKey(record.IdNamespace, record.IdNumeric)
            : new NodeIdKey(record.IdNamespace, record.IdType, _ids.Get(record.IdAt, record.IdLength));
    }

    /// <summary>The number of a node, or -1.</summary>
    public int Find(in NodeIdKey id)
    {
        var mask = _slots.Length - 1;
        for (var slot = Home(id); _slots[slot] >= 0; slot = (slot + 1) & mask)
        {
            var node = _slots[slot];
            ref readonly var record = ref _nodes[node];
            if (record.IdNumeric != id.Numeric || record.IdNamespace != id.NamespaceIndex || record.IdType != id.Type)
                continue;
            if (id.Type == NodeIdType.Numeric || _ids.Get(record.IdAt, record.IdLength).SequenceEqual(id.Bytes))
                return node;
        }
        return -1;
    }

    /// <summary>A new node with nothing but its id; the caller made sure that the id is free.</summary>
    public int Add(in NodeIdKey id)
    {
        if ((Live + 1) * 2 > _slots.Length)
            Rehash(_slots.Length * 2);
        int node;
        if (_free >= 0)
        {
            node = _free;
            _free = _nodes[node].Parent;
        }
        else
        {
            if (_count == _nodes.Length)
                Array.Resize(ref _nodes, _nodes.Length + (_nodes.Length / 2));
            node = _count++;
        }
        _nodes[node] = new NodeRecord
        {
            IdNumeric = id.Numeric,
            IdNamespace = id.NamespaceIndex,
            IdType = id.Type,
            IdAt = id.Type == NodeIdType.Numeric ? 0 : _ids.Add(id.Bytes),
            IdLength = (ushort)id.Bytes.Length,
            Generation = _nodes[node].Generation,
            TypeDefinition = -1,
            Parent = -1,
            ParentType = -1,
            DataType = -1,
            Value = NodeValue.None,
            ValueRank = -1,
        };
        Live++;
        Place(node, Home(id));
        return node;
    }

    public void Remove(int node)
    {
        Unplace(node);
        ref var record = ref _nodes[node];
        if (record.IdType != NodeIdType.Numeric)
            _ids.Free(record.IdLength);
        record = new NodeRecord { Generation = (ushort)(record.Generation + 1), Parent = _free };
        _free = node;
        Live--;
        if (_ids.Wasted > 1 << 20 && _ids.Wasted * 2 > _ids.Capacity)
            Compact();
    }

    private static int[] NewSlots(int count)
    {
        var slots = new int[count];
        Array.Fill(slots, -1);
        return slots;
    }

    // The upper bits of a product spread what the lower bits of an ordinary hash leave together.
    private int Home(in NodeIdKey id) => (int)((uint)id.Hash() * 2_654_435_769u >> _shift);

    private void Place(int node, int slot)
    {
        while (_slots[slot] >= 0)
            slot = (slot + 1) & (_slots.Length - 1);
        _slots[slot] = node;
    }

    private void Unplace(int node)
    {
        var mask = _slots.Length - 1;
        var hole = Home(KeyOf(node));
        while (_slots[hole] != node)
            hole = (hole + 1) & mask;
        for (var next = (hole + 1) & mask; _slots[next] >= 0; next = (next + 1) & mask)
        {
            var home = Home(KeyOf(_slots[next]));
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
        _shift--;
        for (var node = 0; node < _count; node++)
        {
            if (_nodes[node].Class != NodeClass.None)
                Place(node, Home(KeyOf(node)));
        }
    }

    private void Compact()
    {
        var packed = new TextStore();
        for (var node = 0; node < _count; node++)
        {
            ref var record = ref _nodes[node];
            if (record.Class != NodeClass.None && record.IdType != NodeIdType.Numeric)
                record.IdAt = packed.Add(_ids.Get(record.IdAt, record.IdLength));
        }
        _ids = packed;
    }
}
