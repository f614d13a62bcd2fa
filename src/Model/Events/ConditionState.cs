namespace Millwright.Model;

/// <summary>A condition that lasts, such as an alarm, as one event tells of it.</summary>
/// <param name="Id">The source's own name of the condition, the same in all its events; at an OPC UA server the node's id.</param>
/// <param name="Flags">What is true of it.</param>
public sealed record ConditionState(string Id, ConditionFlags Flags)
{
    /// <summary>The name of the condition in words, such as <c>HighTemperature</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>An earlier occurrence that still waits for somebody; empty for the condition as it is now (OPC 10000-9, 5.5.2).</summary>
    public string Branch { get; init; } = "";

    /// <summary>What somebody said about it last.</summary>
    public string Comment { get; init; } = "";

    /// <summary>Who said that.</summary>
    public string CommentBy { get; init; } = "";

    public bool IsActive => (Flags & ConditionFlags.Active) != 0;

    public bool IsAcknowledged => (Flags & ConditionFlags.Acknowledged) != 0;

    public bool IsConfirmed => (Flags & ConditionFlags.Confirmed) != 0;

    public bool IsRetained => (Flags & ConditionFlags.Retain) != 0;

    public bool IsEnabled => (Flags & ConditionFlags.Enabled) != 0;

    public bool IsSuppressed => (Flags & ConditionFlags.Suppressed) != 0;

    public bool IsShelved => (Flags & ConditionFlags.Shelved) != 0;
}
