namespace Millwright.OpcUa.AddressSpace;

/// <summary>Finds what hangs below a node and takes it away, with every reference to it.</summary>
internal sealed class SubtreeRemoval
{
    private readonly UaAddressSpace _space;
    private readonly HashSet<int> _removed = [];

    public SubtreeRemoval(UaAddressSpace space, int root)
    {
        _space = space;
        _removed.Add(root);
        Nodes.Add(root);
        for (var i = 0; i < Nodes.Count; i++)
        {
            foreach (var reference in space.StoredReferencesOf(Nodes[i]))
            {
                if (!reference.IsInverse && space.Nodes[reference.Target].Parent == Nodes[i] && _removed.Add(reference.Target))
                    Nodes.Add(reference.Target);
            }
        }
    }

    public List<int> Nodes { get; } = [];

    public void Carry()
    {
        foreach (var node in Nodes)
        {
            ref var record = ref _space.Nodes[node];
            if (record.Parent >= 0 && !_removed.Contains(record.Parent))
                _space.References.Remove(ref _space.Nodes[record.Parent], new ReferenceEntry(node, record.ParentType, inverse: false));
            foreach (var reference in _space.StoredReferencesOf(node))
            {
                if (_removed.Contains(reference.Target))
                    continue;
                if (reference.IsInverse)
                    _space.References.Remove(ref _space.Nodes[reference.Target], new ReferenceEntry(node, reference.Type, inverse: false));
                else
                    _space.DropInverse(node, reference.Type, reference.Target);
            }
        }
        foreach (var node in Nodes)
            _space.DropNode(node);
    }
}
