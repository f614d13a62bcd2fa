using System.Diagnostics.CodeAnalysis;
using Millwright.Drivers.LineProtocol;
using Millwright.Drivers.RemoteWrite;
using Millwright.Model;

namespace Millwright.Host.Ingest;

/// <summary>Reads requests of Prometheus remote write that <see cref="WriteRequestReader.Check"/> has found sound.</summary>
/// <param name="table">The series that are known.</param>
/// <remarks>A number that it sends is Good; a stale marker becomes a sample without a value that is Bad (no data).</remarks>
internal sealed class WriteRequestReading(SeriesTable table) : SeriesReading
{
    public override List<NewSeries> FindNew(ReadOnlySpan<byte> body, LinePrecision precision, ReadingTerms terms)
    {
        var found = new Dictionary<string, NewSeries>(StringComparer.Ordinal);
        var reader = new WriteRequestReader(body);
        while (reader.TryNext(out var parts))
        {
            if (!TryFind(parts, out var name, out var tag, out _) || tag is not null || !HasSamples(parts, terms))
                continue;
            var fresh = new NewSeries(name.Name, RemoteWriteOptions.Field, TagKind.Float64);
            found.TryAdd(fresh.Name, fresh);
        }
        return [.. found.Values];
    }

    protected override bool TryReadAll(
        ReadOnlySpan<byte> body, LinePrecision precision, ReadingTerms terms, IReadOnlyDictionary<string, string> unmade, out int parts)
    {
        parts = 0;
        var reader = new WriteRequestReader(body);
        while (reader.TryNext(out var series))
        {
            parts++;
            if (!TrySeries(series, terms, unmade, out var problem))
                return false;
            if ((problem ?? series.Unkept) is { } refused)
                Refuse(series.Number, refused);
        }
        return true;
    }

    private bool TrySeries(in SeriesParts parts, ReadingTerms terms, IReadOnlyDictionary<string, string> unmade, out string? problem)
    {
        if (!TryFind(parts, out var series, out var tag, out problem))
            return true;
        if (tag is null && HasSamples(parts, terms))
            return unmade.TryGetValue(series!.Name.With(RemoteWriteOptions.Field), out problem);
        var samples = new SampleReader(parts.Samples);
        var (count, refused) = (0, 0);
        while (samples.TryNext())
        {
            count++;
            if ((samples.Problem ?? terms.ProblemOf(samples.Time)) is { } wrong)
            {
                refused++;
                problem ??= wrong;
            }
            else if (samples.IsStale)
                Add(tag!, samples.Time, TagValue.None, Quality.BadNoData);
            else
                Add(tag!, samples.Time, TagValue.FromBits(TagKind.Float64, samples.Bits), Quality.Good);
        }
        if (problem is not null)
            problem = $"{refused} of its {count} samples: {problem}";
        return true;
    }

    private bool TryFind(in SeriesParts parts, [NotNullWhen(true)] out SpelledSeries? series, out SeriesTag? tag, out string? problem)
    {
        tag = null;
        series = null;
        problem = parts.Problem;
        if (problem is not null || !table.TryFind(parts.Labels, out series, out problem))
            return false;
        tag = table.Find(series, parts.Labels, "value"u8, 0, out _);
        return true;
    }

    /// <summary>True when a sample of it can be taken: what has none makes no tag.</summary>
    private static bool HasSamples(in SeriesParts parts, ReadingTerms terms)
    {
        var samples = new SampleReader(parts.Samples);
        while (samples.TryNext())
        {
            if (samples.Problem is null && terms.ProblemOf(samples.Time) is null)
                return true;
        }
        return false;
    }
}
