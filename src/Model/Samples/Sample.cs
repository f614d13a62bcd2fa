namespace Millwright.Model;

/// <summary>One reading of one tag.</summary>
/// <param name="Tag">Whose.</param>
/// <param name="SourceTime">When the value held at its source.</param>
/// <param name="Value">The value, <see cref="TagValue.None"/> where a bad reading has none.</param>
/// <param name="Quality">How far it can be trusted.</param>
/// <param name="ServerTime">When the protocol's server saw it, <see cref="Timestamp.None"/> where the protocol has no such time.</param>
public readonly record struct Sample(
    TagHandle Tag, Timestamp SourceTime, TagValue Value, Quality Quality, Timestamp ServerTime = default);
