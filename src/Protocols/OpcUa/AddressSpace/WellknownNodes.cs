namespace Millwright.OpcUa.AddressSpace;

/// <summary>Numbers of the nodes the server asks for at every turn.</summary>
internal sealed class WellknownNodes(UaAddressSpace space)
{
    private static readonly uint[] Rules = [78, 80, 83, 11508, 11510];

    private int[]? _rules;

    public int HasTypeDefinition { get; private set; } = -1;

    public int HasModellingRule { get; private set; } = -1;

    public int HasSubtype { get; private set; } = -1;

    public int HasProperty { get; private set; } = -1;

    public int HasComponent { get; private set; } = -1;

    public int Hierarchical { get; private set; } = -1;

    public int Aggregates { get; private set; } = -1;

    /// <summary>The node of a modelling rule, by the number a node keeps it under; -1 for none.</summary>
    public int ModellingRule(byte rule) => rule == 0 || _rules is null ? -1 : _rules[rule - 1];

    /// <summary>The number a node keeps a modelling rule under; 0 for a node that is none.</summary>
    public byte RuleOf(int node) => (byte)(Array.IndexOf(_rules ?? [], node) + 1);

    /// <summary>To be called when namespace 0 is complete.</summary>
    public void Resolve()
    {
        HasTypeDefinition = space.FindStandard(StandardIds.HasTypeDefinition);
        HasModellingRule = space.FindStandard(StandardIds.HasModellingRule);
        HasSubtype = space.FindStandard(StandardIds.HasSubtype);
        HasProperty = space.FindStandard(StandardIds.HasProperty);
        HasComponent = space.FindStandard(StandardIds.HasComponent);
        Hierarchical = space.FindStandard(StandardIds.HierarchicalReferences);
        Aggregates = space.FindStandard(44);
        _rules = Array.ConvertAll(Rules, space.FindStandard);
    }
}
