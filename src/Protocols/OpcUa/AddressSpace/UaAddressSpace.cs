using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.AddressSpace;

/// <summary>
/// The nodes of a server and how they hang together (OPC 10000-3). Nodes are numbers into arrays: a variable costs about 150 bytes with its
/// names and references. Change it through <see cref="Edit"/>, also while a server shows it. Make one with
/// <c>StandardAddressSpace</c>.
/// </summary>
public sealed class UaAddressSpace : IDisposable
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Dictionary<int, NodeExtras> _extras = [];

    internal UaAddressSpace(string applicationUri)
    {
        ArgumentException.ThrowIfNullOrEmpty(applicationUri);
        Namespaces = new NamespaceTable(applicationUri);
        Wellknown = new WellknownNodes(this);
    }

    /// <summary>The namespaces; add those of a product before its nodes.</summary>
    public NamespaceTable Namespaces { get; }

    /// <summary>Nodes of all namespaces.</summary>
    public int Count => Nodes.Live;

    /// <summary>Bytes held for nodes, names and references, without values.</summary>
    public long Bytes => Nodes.Bytes + Names.Bytes + References.Bytes;

    internal NodeIndex Nodes { get; } = new();

    internal NameTable Names { get; } = new();

    internal ReferenceStore References { get; } = new();

    internal ConstantTable Constants { get; } = new();

    internal WellknownNodes Wellknown { get; }

    /// <summary>What changed, after each edit, on the editor's thread and outside the lock.</summary>
    internal event Action<IReadOnlyList<ModelChange>>? Changed;

    /// <summary>Begins a change; readers wait until it is disposed, so keep it short.</summary>
    public AddressSpaceEdit Edit()
    {
        _lock.EnterWriteLock();
        return new AddressSpaceEdit(this);
    }

    /// <summary>Whether a node exists.</summary>
    public bool Contains(NodeId id)
    {
        using var reading = Read();
        return Nodes.Find(id.AsKey()) >= 0;
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>Keeps the nodes as they are until the result is disposed. Not to be nested.</summary>
    internal ReadScope Read()
    {
        _lock.EnterReadLock();
        return new ReadScope(_lock);
    }

    internal void EndEdit(IReadOnlyList<ModelChange> changes)
    {
        _lock.ExitWriteLock();
        if (changes.Count > 0)
            Changed?.Invoke(changes);
    }

    internal int FindStandard(uint id) => Nodes.Find(new NodeIdKey(0, id));

    internal NodeId IdOf(int node) => Nodes.KeyOf(node).ToNodeId();

    internal NodeHandle HandleOf(int node) => new(node, Nodes[node].Generation);

    /// <summary>The node of a handle, or -1 when it was removed meanwhile.</summary>
    internal int Resolve(NodeHandle handle) =>
        handle.Index >= 0 && handle.Index < Nodes.Limit && Nodes[handle.Index].Generation == handle.Generation && Nodes[handle.Index].Class != NodeClass.None
            ? handle.Index
            : -1;

    internal string NameOf(int node) => System.Text.Encoding.UTF8.GetString(Names[Nodes[node].BrowseName]);

    internal NodeExtras? ExtrasOf(int node) => Nodes[node].Has(NodeFlags.HasExtras) ? _extras[node] : null;

    internal NodeExtras AddExtras(int node)
    {
        if (!_extras.TryGetValue(node, out var extras))
            _extras[node] = extras = new NodeExtras();
        Nodes[node].Flags |= NodeFlags.HasExtras;
        return extras;
    }

    /// <summary>The references that are not fields of the node.</summary>
    internal ReadOnlySpan<ReferenceEntry> StoredReferencesOf(int node) => References.Of(Nodes[node].ReferenceStart, Nodes[node].ReferenceCount);

    internal ReferenceCursor ReferencesOf(int node, int position = 0) => new(this, node, position);

    /// <summary>Whether a type is another type or inherits from it. Types hang from their supertype, so this walks up.</summary>
    internal bool IsSubtype(int type, int ancestor)
    {
        while (type >= 0 && type != ancestor)
            type = Nodes[type].ParentType == Wellknown.HasSubtype ? Nodes[type].Parent : -1;
        return type >= 0;
    }

    internal int AddNode(in NodeIdKey id, NodeClass nodeClass, ushort browseNamespace, ReadOnlySpan<byte> browseName)
    {
        var node = Nodes.Add(id);
        ref var record = ref Nodes[node];
        record.NodeClassBits = (byte)nodeClass;
        record.BrowseNamespace = browseNamespace;
        record.BrowseName = Names.Intern(browseName);
        record.DisplayName = record.BrowseName;
        return node;
    }

    internal void SetDisplayName(int node, string text)
    {
        ref var record = ref Nodes[node];
        var name = Names.Intern(System.Text.Encoding.UTF8.GetBytes(text));
        if (record.DisplayName != record.BrowseName)
            Names.Release(record.DisplayName);
        record.DisplayName = name;
        // The browse name's use counts for both while they are one.
        if (name == record.BrowseName)
            Names.Release(name);
    }

    internal void SetConstant(int node, in Variant value)
    {
        var constant = NodeValue.OfConstant(Constants.Add(value));
        ReleaseValue(node);
        Nodes[node].Value = constant;
    }

    /// <summary>Hangs a node that has no parent yet below another.</summary>
    internal void AddChild(int parent, int type, int child)
    {
        References.Add(ref Nodes[parent], new ReferenceEntry(child, type, inverse: false));
        Nodes[child].Parent = parent;
        Nodes[child].ParentType = type;
    }

    internal void AddReference(int source, int type, int target)
    {
        if (type == Wellknown.HasTypeDefinition)
        {
            Nodes[source].TypeDefinition = target;
            return;
        }
        if (type == Wellknown.HasModellingRule)
        {
            Nodes[source].ModellingRule = Wellknown.RuleOf(target);
            return;
        }
        if (Nodes[target].Parent < 0 && IsSubtype(type, Wellknown.Hierarchical))
        {
            AddChild(source, type, target);
            return;
        }
        References.Add(ref Nodes[source], new ReferenceEntry(target, type, inverse: false));
        References.Add(ref Nodes[target], new ReferenceEntry(source, type, inverse: true));
    }

    internal bool HasReference(int source, int type, int target)
    {
        var cursor = ReferencesOf(target);
        while (cursor.Next(out var reference))
        {
            if (reference.IsInverse && reference.Target == source && reference.Type == type)
                return true;
        }
        return false;
    }

    internal bool RemoveReference(int source, int type, int target)
    {
        if (!References.Remove(ref Nodes[source], new ReferenceEntry(target, type, inverse: false)))
            return false;
        DropInverse(source, type, target);
        return true;
    }

    /// <summary>Removes a node from the store; its references must be gone.</summary>
    internal void DropNode(int node)
    {
        ref var record = ref Nodes[node];
        ReleaseValue(node);
        References.Clear(ref record);
        if (record.DisplayName != record.BrowseName)
            Names.Release(record.DisplayName);
        Names.Release(record.BrowseName);
        _extras.Remove(node);
        Nodes.Remove(node);
    }

    internal void DropInverse(int source, int type, int target)
    {
        ref var record = ref Nodes[target];
        if (record.Parent == source && record.ParentType == type)
            (record.Parent, record.ParentType) = (-1, -1);
        else
            References.Remove(ref record, new ReferenceEntry(source, type, inverse: true));
    }

    private void ReleaseValue(int node)
    {
        var value = Nodes[node].Value;
        if (NodeValue.IsConstant(value))
            Constants.Release(NodeValue.ConstantOf(value));
    }

    internal readonly ref struct ReadScope(ReaderWriterLockSlim held)
    {
        public void Dispose() => held.ExitReadLock();
    }
}
