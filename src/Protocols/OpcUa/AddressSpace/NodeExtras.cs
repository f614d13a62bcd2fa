using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.AddressSpace;

/// <summary>Attributes that few nodes have.</summary>
internal sealed class NodeExtras
{
    public string? Description { get; set; }

    public string? InverseName { get; set; }

    public uint[]? ArrayDimensions { get; set; }

    public double MinimumSamplingIntervalMs { get; set; }

    public ExtensionObject? DataTypeDefinition { get; set; }
}
