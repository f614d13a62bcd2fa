namespace Millwright.Protocols.Tests.OpcUa;

/// <summary>Tests that count what the whole process allocates: they run after all others, one at a time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
