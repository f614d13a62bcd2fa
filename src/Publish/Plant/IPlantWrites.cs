using Millwright.Model;
using Millwright.Security;

namespace Millwright.Publish.Plant;

/// <summary>The way to the write gate. Publishing knows no device: what it is asked to write, it asks of here.</summary>
public interface IPlantWrites
{
    /// <summary>What a write to a tag must keep to, null when it cannot be written. From any thread; cheap.</summary>
    WriteBounds? BoundsOf(TagHandle tag);

    /// <summary>Writes through the gate. Refusals and failures are answers, not exceptions.</summary>
    ValueTask<WriteAnswer> WriteAsync(TagPath tag, TagValue value, Identity who, string? reason, CancellationToken cancellation);
}

/// <summary>What a write to a tag must keep to.</summary>
/// <param name="MinimumRole">The least role.</param>
/// <param name="IsMomentary">True for a pulse that the device takes back by itself, such as a reset.</param>
/// <param name="MinimumInterval">The least time between two writes.</param>
public readonly record struct WriteBounds(Role MinimumRole, bool IsMomentary, TimeSpan MinimumInterval = default);

/// <summary>How a write ended.</summary>
public enum WriteEnd
{
    /// <summary>Written and read back.</summary>
    Done,
    UnknownTag,
    NotWritable,
    /// <summary>The role is too low.</summary>
    NotAllowed,
    WrongType,
    /// <summary>Outside the envelope, or too great a step.</summary>
    OutOfRange,
    /// <summary>Too soon after the write before.</summary>
    TooSoon,
    /// <summary>The tag's own value is not Good or too old.</summary>
    Stale,
    /// <summary>Another write to the tag is under way.</summary>
    Busy,
    /// <summary>The audit trail cannot be written, so nothing is.</summary>
    NotRecorded,
    /// <summary>The device refused or is not connected; nothing was written.</summary>
    DeviceRefused,
    /// <summary>The device did not confirm: the state of the output is unknown.</summary>
    Unconfirmed,
}

/// <summary>What became of a write.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Problem">What stood in the way, null when done.</param>
/// <param name="Remedy">What to do about it, null when done.</param>
public readonly record struct WriteAnswer(WriteEnd End, string? Problem = null, string? Remedy = null);
