namespace Millwright.OpcUa.Messages;

/// <summary>What a notification carries (OPC 10000-4, 7.25).</summary>
public enum NotificationKind
{
    /// <summary>A structure this library does not know, to be passed over.</summary>
    Unknown,
    DataChange,
    Event,
    StatusChange,
}
