using Millwright.Control;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.SignIn;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Http.Resources;

/// <summary>A wish to write; the value in the tag's unit.</summary>
internal sealed record WriteBody(string? Tag, TagValue Value, string? Reason);

/// <summary>A write that was done and confirmed.</summary>
internal sealed record WriteDone(
    string Outcome, string Tag, TagValue Requested, TagValue Written, TagValue ReadBack, long AuditId, double DurationMs);

/// <summary>Writes, all through the gate.</summary>
internal static class WriteResource
{
    private const int MaxReason = 500;

    public static async Task<IResult> Write(HttpContext context, WriteBody body, IPlantView plant, IWriteGate gate)
    {
        if (string.IsNullOrEmpty(body.Tag) || body.Value.IsNone)
            return Problems.BadRequest("tag and value are needed", "send tag as a path and value as a number, a boolean or a string");
        if (body.Reason?.Length > MaxReason)
            return Problems.BadRequest($"the reason has {body.Reason.Length} characters; at most {MaxReason} are kept", "shorten it");
        if (!plant.TryFull(body.Tag, out var path))
            return TagResource.Unknown(plant, body.Tag);
        // Not the request's own cancellation: who closes the page does not take a write back, and must not leave it half recorded.
        var outcome = await gate.WriteAsync(new(path, body.Value, body.Reason), Caller.Of(context).Identity, CancellationToken.None);
        return outcome.Result == WriteResult.Done
            ? TypedResults.Ok(new WriteDone("done", body.Tag, body.Value, outcome.Written, outcome.ReadBack, outcome.AuditId, outcome.Duration.TotalMilliseconds))
            : Refused(plant, body, outcome);
    }

    private static IResult Refused(IPlantView plant, WriteBody body, WriteOutcome outcome)
    {
        if (outcome.Result == WriteResult.UnknownTag)
            return TagResource.Unknown(plant, body.Tag!);
        var (status, code) = outcome.Result switch
        {
            WriteResult.NotWritable => (422, "not-writable"),
            WriteResult.Role => (403, "role"),
            WriteResult.Type => (422, "type"),
            WriteResult.Range => (422, "range"),
            WriteResult.Rate => (429, "rate"),
            WriteResult.Stale => (409, "stale"),
            WriteResult.InProgress => (409, "in-progress"),
            WriteResult.AuditUnavailable => (503, "audit-unavailable"),
            WriteResult.Device => (502, "device"),
            _ => (504, "unconfirmed"),
        };
        return Problems.Of(
            status, code, outcome.Problem ?? "the write was refused", outcome.Remedy ?? "see the audit trail",
            ("auditId", outcome.AuditId), ("durationMs", outcome.Duration.TotalMilliseconds));
    }
}
