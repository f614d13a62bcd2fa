using Millwright.Host.Http.PromQl;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Http.Prometheus;

/// <summary>A tag as a series.</summary>
internal sealed record TagSeries(LabelSet Labels, TagDefinition Tag);

/// <summary>All tags that are numbers as series, by their metrics, made anew when the table of tags changes. From any thread.</summary>
internal sealed class SeriesIndex(IPlantView plant)
{
    private volatile Content? _content;

    /// <summary>In the order of their labels.</summary>
    public IReadOnlyList<TagSeries> All => Current.All;

    /// <summary>The series that match, in the order of their labels.</summary>
    public IEnumerable<TagSeries> Find(IReadOnlyList<Matcher> matchers)
    {
        var content = Current;
        var name = matchers.FirstOrDefault(m => m is { Label: LabelSet.MetricName, Pattern: null, IsNot: false });
        var candidates = name is null ? content.All : content.ByMetric.GetValueOrDefault(name.Value) ?? [];
        return candidates.Where(s => s.Labels.Match(matchers));
    }

    private Content Current
    {
        get
        {
            var version = plant.Tags.Version;
            var content = _content;
            if (content is null || content.Version != version)
                _content = content = Build(version);
            return content;
        }
    }

    private Content Build(int version)
    {
        var levels = plant.Assets.ToDictionary(a => a.Path, a => a.Level);
        var all = new List<TagSeries>();
        foreach (var handle in plant.Tags.Active)
        {
            var tag = plant.Tags[handle];
            if (tag.Kind.IsNumeric() || tag.Kind == TagKind.Boolean)
                all.Add(new(SeriesNames.Of(tag, plant.Relative(tag.Path), levels), tag));
        }
        all.Sort(static (a, b) => a.Labels.CompareTo(b.Labels));
        var byMetric = all.GroupBy(s => s.Labels[LabelSet.MetricName], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        return new(version, all, byMetric);
    }

    private sealed record Content(int Version, List<TagSeries> All, Dictionary<string, List<TagSeries>> ByMetric);
}
