using Millwright.Control;
using Millwright.Model;
using Millwright.Publish.Plant;
using Millwright.Security;

namespace Millwright.Host.Publishing;

/// <summary>The write gate as publishing sees it.</summary>
internal sealed class GateWrites(IWriteGate gate) : IPlantWrites
{
    public WriteBounds? BoundsOf(TagHandle tag) => gate.EnvelopeOf(tag) is { } envelope ? new(envelope.MinimumRole, envelope.IsMomentary, envelope.MinimumInterval) : null;

    public async ValueTask<WriteAnswer> WriteAsync(TagPath tag, TagValue value, Identity who, string? reason, CancellationToken cancellation)
    {
        var outcome = await gate.WriteAsync(new(tag, value, reason), who, cancellation);
        return new(EndOf(outcome.Result), outcome.Problem, outcome.Remedy);
    }

    private static WriteEnd EndOf(WriteResult result) => result switch
    {
        WriteResult.Done => WriteEnd.Done,
        WriteResult.UnknownTag => WriteEnd.UnknownTag,
        WriteResult.NotWritable => WriteEnd.NotWritable,
        WriteResult.Role => WriteEnd.NotAllowed,
        WriteResult.Type => WriteEnd.WrongType,
        WriteResult.Range => WriteEnd.OutOfRange,
        WriteResult.Rate => WriteEnd.TooSoon,
        WriteResult.Stale => WriteEnd.Stale,
        WriteResult.InProgress => WriteEnd.Busy,
        WriteResult.AuditUnavailable => WriteEnd.NotRecorded,
        WriteResult.Device => WriteEnd.DeviceRefused,
        _ => WriteEnd.Unconfirmed,
    };
}
