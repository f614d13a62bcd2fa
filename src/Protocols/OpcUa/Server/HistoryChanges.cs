namespace Millwright.OpcUa.Server;

/// <summary>What clients may do to stored values (OPC 10000-11, 6.9).</summary>
[Flags]
public enum HistoryChanges
{
    None = 0,

    /// <summary>Add a value where there is none.</summary>
    Insert = 1,

    /// <summary>Change a value that is there.</summary>
    Replace = 2,

    /// <summary>Add or change, whichever it is.</summary>
    Update = 4,

    /// <summary>Delete all values of a time range.</summary>
    DeleteRaw = 8,

    /// <summary>Delete the values at given times.</summary>
    DeleteAtTime = 16,
}
