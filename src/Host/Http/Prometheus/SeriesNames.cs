using Millwright.Drivers.LineProtocol;
using Millwright.Drivers.RemoteWrite;
using Millwright.Model;

namespace Millwright.Host.Http.Prometheus;

/// <summary>Which series a tag is. Why so: docs/decisions/0009-grafana-asks-in-promql.md.</summary>
/// <remarks>
/// The metric is the tag's name, with <c>_</c> for what a metric's name cannot have. Labels: <c>asset</c>, the path below the plant; for each level
/// above the tag its word and the name there (<c>area</c>, <c>line</c>, <c>machine</c>, ...); <c>tag</c>, the name itself, where the metric's differs. What came by
/// remote write has the name and the labels that it came with.
/// </remarks>
internal static class SeriesNames
{
    public static LabelSet Of(TagDefinition tag, string path, IReadOnlyDictionary<TagPath, AssetLevel> levels)
    {
        if (tag.AddressedBy is RemoteWriteTagOptions written && SeriesName.TryParseWithField(written.Series, out var series, out _, out _))
            return new([new(LabelSet.MetricName, series.Measurement), .. series.Tags]);
        var slash = path.LastIndexOf('/');
        var name = path[(slash + 1)..];
        var metric = Metric(name);
        var labels = new Dictionary<string, string>
        {
            [LabelSet.MetricName] = metric,
            ["asset"] = slash < 0 ? "" : path[..slash],
            ["tag"] = metric == name ? "" : name,
        };
        for (var above = tag.Path.Parent; !above.IsEmpty; above = above.Parent)
        {
            if (levels.TryGetValue(above, out var level))
                labels.TryAdd(level.ToString().ToLowerInvariant(), above.Name);
        }
        return new(labels);
    }

    /// <summary>The metric of a name: letters, digits and <c>_</c> of ASCII, no digit first.</summary>
    public static string Metric(string name)
    {
        var metric = string.Create(name.Length, name, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
        });
        return metric.Length == 0 || char.IsAsciiDigit(metric[0]) ? "_" + metric : metric;
    }
}
