using Millwright.Model;

namespace Millwright.Host.Http.View;

/// <summary>How the values of the plant are.</summary>
/// <param name="Total">All configured tags.</param>
/// <param name="Good">Tags whose value is Good.</param>
/// <param name="Uncertain">Tags whose value is Uncertain.</param>
/// <param name="Bad">Tags whose value is Bad, or that have none yet.</param>
/// <param name="Stale">Of the Uncertain and Bad: those that only keep a last value, or have none yet.</param>
internal sealed record TagTally(int Total, int Good, int Uncertain, int Bad, int Stale);

/// <summary>Counts the values, at most once a second however many ask. From any thread.</summary>
internal sealed class TagTallier(IPlantView plant, TagIndex index, TimeProvider clock)
{
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(1);

    private volatile Counted? _counted;

    public TagTally Now
    {
        get
        {
            var counted = _counted;
            if (counted is null || clock.GetElapsedTime(counted.At) >= Keep)
                _counted = counted = new(Count(), clock.GetTimestamp());
            return counted.Tally;
        }
    }

    private TagTally Count()
    {
        var (good, uncertain, bad, stale) = (0, 0, 0, 0);
        var tags = index.Tags;
        foreach (var tag in tags)
        {
            var has = plant.Current.TryGet(tag.Handle, out var sample);
            var quality = has ? sample.Quality : Quality.BadWaitingForInitialData;
            good += quality.IsGood ? 1 : 0;
            uncertain += quality.IsUncertain ? 1 : 0;
            bad += quality.IsBad ? 1 : 0;
            var isKept = quality == Quality.UncertainLastUsableValue || quality == Quality.UncertainNoCommunicationLastUsableValue;
            stale += !has || isKept ? 1 : 0;
        }
        return new(tags.Count, good, uncertain, bad, stale);
    }

    private sealed record Counted(TagTally Tally, long At);
}
