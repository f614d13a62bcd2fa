using Millwright.Publish.Plant;

namespace Millwright.Publish.Bridging;

/// <summary>Why a value did not come to the other side.</summary>
public enum BridgeCause
{
    /// <summary>The value is Bad, Uncertain, or of no use there.</summary>
    NotGood,

    /// <summary>The value is too old.</summary>
    TooOld,

    /// <summary>There is no such tag, or it cannot be written.</summary>
    NotWritable,

    /// <summary>The bridge's role is too low for the tag.</summary>
    NotAllowed,

    /// <summary>Not of the tag's type, outside its envelope, or too great a step.</summary>
    Value,

    /// <summary>The other side's own value is not Good or too old; tried again when it is Good.</summary>
    OtherSide,

    /// <summary>The device refused or is not connected; tried again while it is Good.</summary>
    Device,

    /// <summary>The audit trail cannot be written, so nothing is.</summary>
    NotRecorded,

    /// <summary>The device did not confirm: lost, as nobody knows what it has taken. Not tried again.</summary>
    Unconfirmed,
}

internal static class BridgeCauses
{
    /// <summary>The cause behind an answer of the gate; null when it is done, or only to be asked again soon.</summary>
    public static BridgeCause? Of(WriteEnd end) => end switch
    {
        WriteEnd.Done or WriteEnd.TooSoon or WriteEnd.Busy => null,
        WriteEnd.UnknownTag or WriteEnd.NotWritable => BridgeCause.NotWritable,
        WriteEnd.NotAllowed => BridgeCause.NotAllowed,
        WriteEnd.WrongType or WriteEnd.OutOfRange => BridgeCause.Value,
        WriteEnd.Stale => BridgeCause.OtherSide,
        WriteEnd.DeviceRefused => BridgeCause.Device,
        WriteEnd.NotRecorded => BridgeCause.NotRecorded,
        _ => BridgeCause.Unconfirmed,
    };

    /// <summary>Whether it may be otherwise when the other side is there again; nothing was written.</summary>
    public static bool IsPassing(this BridgeCause cause) => cause is BridgeCause.OtherSide or BridgeCause.Device or BridgeCause.NotRecorded;
}
