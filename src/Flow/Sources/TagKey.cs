namespace Millwright.Flow.Sources;

/// <summary>One key of a tag or connection as its configuration has it.</summary>
/// <param name="Name">The key: <c>node</c>, <c>as</c>, <c>unit</c>.</param>
/// <param name="Value">A text, or words for the values of an enumeration.</param>
public sealed record TagKey(string Name, object Value);
