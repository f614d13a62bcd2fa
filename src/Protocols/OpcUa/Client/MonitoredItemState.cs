namespace Millwright.OpcUa.Client;

internal enum MonitoredItemState
{
    /// <summary>To be made at the server.</summary>
    Pending,

    /// <summary>The server has it.</summary>
    Live,

    /// <summary>The server refused it; it is tried again.</summary>
    Failed,

    /// <summary>To be deleted at the server.</summary>
    Leaving,
}
