namespace Millwright.Modbus.Client;

/// <summary>Counts of a connection or of one unit behind it, since the client was made. Values may be read at any time.</summary>
public sealed class ModbusStatistics
{
    /// <summary>Frames sent, repeats included.</summary>
    public long Requests { get; internal set; }

    /// <summary>Answers that fit their request, exceptions included.</summary>
    public long Replies { get; internal set; }

    /// <summary>Exceptions of the device itself.</summary>
    public long Exceptions { get; internal set; }

    /// <summary>Exceptions 0x0A and 0x0B: a gateway speaks, not the device, and the socket is fine.</summary>
    public long GatewayExceptions { get; internal set; }

    /// <summary>Requests without an answer in time.</summary>
    public long Timeouts { get; internal set; }

    /// <summary>Reads sent again.</summary>
    public long Retries { get; internal set; }

    /// <summary>Answers to requests that had been given up.</summary>
    public long LateReplies { get; internal set; }

    /// <summary>Answers of another unit, function or transaction; discarded.</summary>
    public long MismatchedReplies { get; internal set; }

    /// <summary>Pieces thrown away for a bad checksum, length or character.</summary>
    public long DamagedFrames { get; internal set; }

    /// <summary>Connections that ended by themselves.</summary>
    public long ConnectionLosses { get; internal set; }

    /// <summary>Times the client went down to one request in flight.</summary>
    public long Fallbacks { get; internal set; }

    /// <summary>Times the unit became silent.</summary>
    public long Silences { get; internal set; }

    /// <summary>From sending to the answer.</summary>
    public ResponseTimes ResponseTimes { get; } = new();
}
