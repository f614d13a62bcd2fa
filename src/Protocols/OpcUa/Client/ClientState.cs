namespace Millwright.OpcUa.Client;

/// <summary>Where a client stands with its server.</summary>
public enum ClientState
{
    /// <summary>Not started, or disposed.</summary>
    Stopped,

    /// <summary>No connection; the next attempt is under way or waits for its time.</summary>
    Connecting,

    /// <summary>A session is active.</summary>
    Connected,
}
