namespace Millwright.OpcUa.Messages;

/// <summary>How a file is opened (OPC 10000-20, 4.2.3).</summary>
[Flags]
public enum OpenFileModes : byte
{
    None = 0,
    Read = 1,
    Write = 2,

    /// <summary>Empties it; only with <see cref="Write"/>.</summary>
    EraseExisting = 4,

    /// <summary>Begins at its end; only with <see cref="Write"/>.</summary>
    Append = 8,
}
