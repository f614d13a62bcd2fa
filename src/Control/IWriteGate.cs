using Millwright.Model;
using Millwright.Security;

namespace Millwright.Control;

/// <summary>The one way to a device's outputs. It fails closed: what is not known to be safe is refused.</summary>
public interface IWriteGate
{
    /// <summary>Checks, records, writes, reads back and records again. Refusals and failures are outcomes, not exceptions.</summary>
    ValueTask<WriteOutcome> WriteAsync(WriteRequest request, Identity who, CancellationToken cancellation);

    /// <summary>What the gate would ask of a write to a tag, to show before; null when the tag cannot be written.</summary>
    WriteEnvelope? EnvelopeOf(TagHandle tag);
}

/// <summary>A wish to write.</summary>
/// <param name="Tag">The full path.</param>
/// <param name="Value">The value in the tag's engineering unit.</param>
/// <param name="Reason">Why, for the audit trail.</param>
public sealed record WriteRequest(TagPath Tag, TagValue Value, string? Reason);

/// <summary>What bounds a write.</summary>
/// <param name="Range">The allowed values in the tag's unit.</param>
/// <param name="MinimumRole">The least role.</param>
/// <param name="MinimumInterval">The least time between two writes to the tag.</param>
/// <param name="MaximumStep">The greatest change in one write, in the tag's unit; null for any.</param>
/// <param name="Freshness">The tag's own value must be Good and no older than this.</param>
/// <param name="IsMomentary">True for a pulse that the device takes back by itself: accepted is done, whatever is read back.</param>
public sealed record WriteEnvelope(
    ValueRange? Range, Role MinimumRole, TimeSpan MinimumInterval, double? MaximumStep, TimeSpan Freshness,
    bool IsMomentary = false);

/// <summary>How a write ended.</summary>
public enum WriteResult
{
    /// <summary>Written and read back as written.</summary>
    Done,
    /// <summary>No such tag.</summary>
    UnknownTag,
    NotWritable,
    /// <summary>The identity's role is too low.</summary>
    Role,
    /// <summary>The value is of the wrong type.</summary>
    Type,
    /// <summary>Outside the allowed range, or too great a step.</summary>
    Range,
    /// <summary>Too soon after the write before.</summary>
    Rate,
    /// <summary>The tag's value is not Good or too old.</summary>
    Stale,
    /// <summary>Another write to the tag is under way.</summary>
    InProgress,
    /// <summary>The audit trail cannot be written, so nothing is.</summary>
    AuditUnavailable,
    /// <summary>The device refused or is not connected; nothing was written.</summary>
    Device,
    /// <summary>The device did not confirm, or reads back something else: the state of the output is unknown.</summary>
    Unconfirmed,
}

/// <summary>What became of a write.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Problem">What stood in the way, null when done.</param>
/// <param name="Remedy">What to do about it, null when done.</param>
/// <param name="Written">The raw value sent to the device, none if it was not.</param>
/// <param name="ReadBack">The value read back in the tag's unit, none if it was not.</param>
/// <param name="AuditId">The record in the audit trail, 0 when it could not be written.</param>
/// <param name="Duration">From the request to the answer.</param>
public sealed record WriteOutcome(
    WriteResult Result, string? Problem, string? Remedy, TagValue Written, TagValue ReadBack, long AuditId, TimeSpan Duration);
