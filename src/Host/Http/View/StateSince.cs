using System.Collections.Concurrent;
using Millwright.Model;

namespace Millwright.Host.Http.View;

/// <summary>Since when state tags have the value they have: looked up in history once, then followed from one question to the next.</summary>
internal sealed class StateSince(IPlantView plant)
{
    /// <summary>Into how many parts a stretch of history is divided to find the one with the last change.</summary>
    private const int Parts = 64;

    /// <summary>How far history may be behind the current values.</summary>
    private static readonly TimeSpan Behind = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan[] Stretches =
        [TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(30), TimeSpan.FromDays(366), TimeSpan.FromDays(36_600)];

    private readonly ConcurrentDictionary<TagId, Known> _known = new();

    /// <summary>When the state of a current sample began. Bad samples in between do not end it; a Bad one began when it came.</summary>
    public async ValueTask<Timestamp> FindAsync(Sample current, CancellationToken cancellation)
    {
        var (now, value) = (current.SourceTime, current.Value);
        if (current.Quality.IsBad || value.IsNone)
            return now;
        var tag = plant.Tags[current.Tag].Id;
        Timestamp since;
        if (_known.TryGetValue(tag, out var known) && known.Value == value && known.Looked <= now)
            since = await ChangeAsync(tag, value, known.Looked - Behind, now, now, cancellation) ?? known.Since;
        else
            since = await SearchAsync(tag, value, now, cancellation);
        _known[tag] = new(value, since, now);
        return since;
    }

    private async ValueTask<Timestamp> SearchAsync(TagId tag, TagValue value, Timestamp now, CancellationToken cancellation)
    {
        if (await plant.History.GetExtentAsync(tag, cancellation) is not { } extent || extent.First >= now)
            return now;
        var to = now;
        foreach (var stretch in Stretches)
        {
            var from = now - extent.First > stretch ? now - stretch : extent.First;
            if (await ChangeAsync(tag, value, from, to, now, cancellation) is { } since)
                return since;
            if (from == extent.First)
                break;
            to = from;
        }
        return extent.First;
    }

    /// <summary>The first sample with the value behind the last one with another in a stretch; null when there is no other in it.</summary>
    private async ValueTask<Timestamp?> ChangeAsync(TagId tag, TagValue value, Timestamp from, Timestamp to, Timestamp now, CancellationToken cancellation)
    {
        if (from >= to)
            return null;
        if (value.Kind.IsNumeric())
        {
            var number = value.ToDouble();
            var buckets = await plant.History.DownsampleAsync(tag, from, to, Parts, cancellation);
            var last = buckets.LastOrDefault(b => b.Minimum < number || b.Maximum > number);
            if (last.Count == 0)
                return null;
            from = last.Start;
        }
        Timestamp? began = null;
        var hasChanged = false;
        await foreach (var sample in plant.History.ReadRawAsync(tag, from, now, int.MaxValue, cancellation))
        {
            if (sample.SourceTime >= to && (began is not null || !hasChanged))
                break;
            if (sample.Quality.IsBad)
                continue;
            if (sample.Value != value)
                (hasChanged, began) = (true, null);
            else if (hasChanged)
                began ??= sample.SourceTime;
        }
        return hasChanged ? began ?? now : null;
    }

    private sealed record Known(TagValue Value, Timestamp Since, Timestamp Looked);
}
