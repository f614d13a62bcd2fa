namespace Millwright.OpcUa.AddressSpace;

/// <summary>
/// Walks the references of one node. Three kinds are not stored as references but as fields of the node: the one to its parent, to its
/// type definition and to its modelling rule; the cursor tells of them first. Its position is a plain number that can be kept between calls.
/// </summary>
internal ref struct ReferenceCursor(UaAddressSpace space, int node, int position)
{
    private const int ImplicitCount = 3;

    /// <summary>Where <see cref="Next"/> goes on.</summary>
    public int Position { get; private set; } = position;

    public bool Next(out ReferenceEntry reference)
    {
        while (Position < ImplicitCount)
        {
            if (Implicit(Position++, out reference))
                return true;
        }
        var stored = space.StoredReferencesOf(node);
        if (Position - ImplicitCount >= stored.Length)
        {
            reference = default;
            return false;
        }
        reference = stored[Position++ - ImplicitCount];
        return true;
    }

    private readonly bool Implicit(int kind, out ReferenceEntry reference)
    {
        ref readonly var record = ref space.Nodes[node];
        reference = kind switch
        {
            0 => new ReferenceEntry(record.Parent, record.ParentType, inverse: true),
            1 => new ReferenceEntry(record.TypeDefinition, space.Wellknown.HasTypeDefinition, inverse: false),
            _ => new ReferenceEntry(space.Wellknown.ModellingRule(record.ModellingRule), space.Wellknown.HasModellingRule, inverse: false),
        };
        return reference.Target >= 0;
    }
}
