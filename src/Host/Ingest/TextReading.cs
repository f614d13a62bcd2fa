using Millwright.Drivers.LineProtocol;
using Millwright.Model;

namespace Millwright.Host.Ingest;

/// <summary>Reads texts of line protocol.</summary>
/// <param name="table">The series that are known.</param>
/// <param name="maxLineBytes">A longer line is refused.</param>
internal sealed class TextReading(SeriesTable table, int maxLineBytes) : SeriesReading
{
    private readonly List<(SeriesTag Tag, TagValue Value)> _line = [];

    public override List<NewSeries> FindNew(ReadOnlySpan<byte> body, LinePrecision precision, ReadingTerms terms)
    {
        var found = new Dictionary<string, NewSeries>(StringComparer.Ordinal);
        var reader = new LineReader(body, maxLineBytes);
        while (reader.TryNext(out var line))
        {
            if (line.Problem is not null || TimeOf(line, precision, terms, out _) is not null || !table.TryFind(line.Series, out var series, out _))
                continue;
            var fields = new FieldReader(line.Fields);
            for (var i = 0; fields.TryNext(out var field, out _); i++)
            {
                if (table.Find(series, line.Series, field.Key, i, out var name) is null && name is not null)
                {
                    var fresh = new NewSeries(series.Name, name, field.Kind);
                    found.TryAdd(fresh.Name, fresh);
                }
            }
        }
        return [.. found.Values];
    }

    protected override bool TryReadAll(
        ReadOnlySpan<byte> body, LinePrecision precision, ReadingTerms terms, IReadOnlyDictionary<string, string> unmade, out int parts)
    {
        parts = 0;
        var reader = new LineReader(body, maxLineBytes);
        while (reader.TryNext(out var line))
        {
            parts++;
            if (!TryLine(line, precision, terms, unmade, out var problem))
                return false;
            if (problem is not null)
                Refuse(line.Number, problem);
        }
        return true;
    }

    /// <returns>False when a field is neither known nor known to get no tag.</returns>
    private bool TryLine(in LineParts line, LinePrecision precision, ReadingTerms terms, IReadOnlyDictionary<string, string> unmade, out string? problem)
    {
        problem = line.Problem ?? TimeOf(line, precision, terms, out _);
        if (problem is not null || !table.TryFind(line.Series, out var series, out problem))
            return true;
        _line.Clear();
        var fields = new FieldReader(line.Fields);
        for (var i = 0; fields.TryNext(out var field, out problem); i++)
        {
            var tag = table.Find(series, line.Series, field.Key, i, out var name);
            if (tag is null)
            {
                if (name is null)
                    problem = $"the key of field '{SeriesName.Show(field.Key)}' is not UTF-8";
                else if (!unmade.TryGetValue(series.Name.With(name), out problem))
                    return false;
                return true;
            }
            if (tag.Kind != field.Kind)
            {
                problem = $"field '{SeriesName.Show(field.Key)}' is {field.Kind.Word()} here, and has been {tag.Kind.Word()} since it was first written; send it with one type";
                return true;
            }
            if (!TryValue(field, out var value))
            {
                problem = $"the string of field '{SeriesName.Show(field.Key)}' is not UTF-8";
                return true;
            }
            _line.Add((tag, value));
        }
        if (problem is not null)
            return true;
        _ = TimeOf(line, precision, terms, out var time);
        foreach (var (tag, value) in _line)
            Add(tag, time, value, Quality.Good);
        return true;
    }

    private static string? TimeOf(in LineParts line, LinePrecision precision, ReadingTerms terms, out Timestamp time)
    {
        time = terms.Now;
        if (line.Time.IsEmpty)
            return null;
        if (!LineTime.TryRead(line.Time, precision, out time, out var problem))
            return problem;
        return terms.ProblemOf(time);
    }

    private static bool TryValue(in FieldParts field, out TagValue value)
    {
        value = default;
        if (field.Kind != TagKind.String)
        {
            value = TagValue.FromBits(field.Kind, field.Bits);
            return true;
        }
        if (!SeriesName.TryString(field.Text, out var text))
            return false;
        value = TagValue.Of(text);
        return true;
    }
}
