namespace Millwright.OpcUa.AddressSpace;

/// <summary>What a method is, besides its id and name.</summary>
public sealed record MethodSettings
{
    public IReadOnlyList<MethodArgument> Inputs { get; init; } = [];

    public IReadOnlyList<MethodArgument> Outputs { get; init; } = [];

    public string? DisplayName { get; init; }

    public string? Description { get; init; }
}
