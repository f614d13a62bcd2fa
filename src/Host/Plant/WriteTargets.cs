using System.Collections.Frozen;
using Millwright.Control;
using Millwright.Control.Writes;
using Millwright.Flow.Options;
using Millwright.Flow.Supervision;
using Millwright.Model;
using Millwright.Security;

namespace Millwright.Host.Plant;

/// <summary>What stands behind the writable tags: their configured bounds, their scaling and their running source.</summary>
internal sealed class WriteTargets(ISourceWriters writers) : IWriteTargets
{
    private volatile FrozenDictionary<TagHandle, WriteEnvelope> _envelopes = FrozenDictionary<TagHandle, WriteEnvelope>.Empty;

    /// <summary>Puts the bounds of a configuration in place.</summary>
    public void Replace(IEnumerable<(TagHandle Tag, TagOptions Options)> tags) =>
        _envelopes = tags.Where(t => t.Options.Access is not null).ToFrozenDictionary(t => t.Tag, t => EnvelopeOf(t.Options, t.Options.Access!));

    public WriteTarget? Find(TagHandle tag) =>
        _envelopes.TryGetValue(tag, out var envelope) ? new(envelope, new Scaling(writers, tag), writers.SourceOf(tag)) : null;

    private static WriteEnvelope EnvelopeOf(TagOptions tag, AccessOptions access)
    {
        var low = access.Low ?? tag.Range?.Low;
        var high = access.High ?? tag.Range?.High;
        return new(
            low is null && high is null ? null : new ValueRange(low ?? double.NegativeInfinity, high ?? double.PositiveInfinity),
            Enum.TryParse<Role>(access.Role, ignoreCase: true, out var role) ? role : Role.Admin,
            access.MinInterval, access.MaxStep, access.Freshness, access.Momentary);
    }

    private sealed class Scaling(ISourceWriters writers, TagHandle tag) : IWriteScaling
    {
        public bool TryToRaw(TagValue engineering, out TagValue raw, out string? problem)
        {
            raw = writers.ToRaw(tag, engineering);
            problem = raw.IsNone ? $"{engineering} has no raw value that the device could hold" : null;
            return problem is null;
        }

        public TagValue ToEngineering(TagValue raw)
        {
            var quality = Quality.Good;
            return writers.ToEngineering(tag, raw, ref quality);
        }
    }
}
