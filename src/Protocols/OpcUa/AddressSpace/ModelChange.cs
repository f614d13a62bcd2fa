using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.AddressSpace;

/// <summary>One change of the address space, as a GeneralModelChangeEvent tells it (OPC 10000-5, 12.17).</summary>
/// <param name="Affected">The node that was added or removed, or that gained or lost a reference.</param>
/// <param name="AffectedType">Its type definition; null for other than objects and variables.</param>
/// <param name="Verb">What happened.</param>
public readonly record struct ModelChange(NodeId Affected, NodeId AffectedType, ModelChangeVerb Verb);
