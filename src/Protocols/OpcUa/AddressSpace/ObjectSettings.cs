using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.AddressSpace;

/// <summary>What an object is, besides its id and name.</summary>
public sealed record ObjectSettings
{
    /// <summary>The object's type.</summary>
    public NodeId TypeDefinition { get; init; } = new(StandardIds.BaseObjectType);

    /// <summary>How the parent refers to it.</summary>
    public NodeId ReferenceType { get; init; } = new(StandardIds.HasComponent);

    /// <summary>Whether clients can subscribe to its events.</summary>
    public EventNotifier EventNotifier { get; init; }

    public string? DisplayName { get; init; }

    public string? Description { get; init; }
}
