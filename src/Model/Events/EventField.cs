namespace Millwright.Model;

/// <summary>A further thing that an event says, besides what every event has.</summary>
/// <param name="Name">Its name at the source, such as <c>HighLimit</c>.</param>
/// <param name="Value">What it is.</param>
public readonly record struct EventField(string Name, TagValue Value);
