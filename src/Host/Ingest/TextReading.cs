using Millwright.Drivers.LineProtocol;
using Millwright.Host.Http.Ingest;
using Millwright.Model;

namespace Millwright.Host.Ingest;

/// <summary>What is the same for every line of a text.</summary>
/// <param name="Precision">The unit of its times.</param>
/// <param name="Now">The time of lines that have none.</param>
/// <param name="Latest">A line behind it is refused: its clock is wrong.</param>
/// <param name="MaxLineBytes">A longer line is refused.</param>
internal sealed record TextTerms(LinePrecision Precision, Timestamp Now, Timestamp Latest, int MaxLineBytes);

/// <summary>Reads texts of one connection into batches. Of a series that is known nothing is allocated for a line. Used by one caller at a time.</summary>
internal sealed class TextReading(SeriesTable table) : IDisposable
{
    private const int BatchSamples = 4_096;

    /// <summary>A batch is one record of the log, which has a size at most.</summary>
    private const int MaxTextCharacters = 1 << 20;

    private readonly List<(SeriesTag Tag, TagValue Value)> _line = [];
    private readonly List<SeriesTag> _touched = [];
    private readonly List<RefusedLine> _refused = [];
    private SampleBatch? _live;
    private SampleBatch? _past;
    private int _characters;
    private long _text;

    /// <summary>What was read, in the order in which it is to be taken; whoever takes them disposes them.</summary>
    public List<(SampleBatch Batch, bool IsPast)> Batches { get; } = [];

    public IngestOutcome Outcome { get; private set; } = new(0, 0, []);

    /// <summary>Reads a text whole.</summary>
    /// <param name="text">The text.</param>
    /// <param name="terms">What is the same for every line.</param>
    /// <param name="unmade">Fields that have no tag and get none, with the reason.</param>
    /// <returns>False when a field has neither: then nothing was read.</returns>
    public bool TryRead(ReadOnlySpan<byte> text, TextTerms terms, IReadOnlyDictionary<string, string> unmade)
    {
        _refused.Clear();
        _touched.Clear();
        _text++;
        var (lines, refused) = (0, 0);
        var reader = new LineReader(text, terms.MaxLineBytes);
        while (reader.TryNext(out var line))
        {
            lines++;
            if (!TryLine(line, terms, unmade, out var problem))
            {
                Forget();
                return false;
            }
            if (problem is null)
                continue;
            refused++;
            if (_refused.Count < IngestOutcome.MaxShown)
                _refused.Add(new(line.Number, problem));
        }
        Finish(ref _live, isPast: false);
        Finish(ref _past, isPast: true);
        Outcome = new(lines, refused, [.. _refused]);
        _touched.Clear();
        return true;
    }

    /// <summary>All fields of a text that have no tag, each once.</summary>
    public List<NewSeries> FindNew(ReadOnlySpan<byte> text, TextTerms terms)
    {
        var found = new Dictionary<string, NewSeries>(StringComparer.Ordinal);
        var reader = new LineReader(text, terms.MaxLineBytes);
        while (reader.TryNext(out var line))
        {
            if (line.Problem is not null || TimeOf(line, terms, out _) is not null || !table.TryFind(line.Series, out var series, out _))
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

    public void Dispose() => Forget();

    /// <returns>False when a field is neither known nor known to get no tag.</returns>
    private bool TryLine(in LineParts line, TextTerms terms, IReadOnlyDictionary<string, string> unmade, out string? problem)
    {
        problem = line.Problem ?? TimeOf(line, terms, out _);
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
        _ = TimeOf(line, terms, out var time);
        foreach (var (tag, value) in _line)
            Add(tag, time, value);
        return true;
    }

    private static string? TimeOf(in LineParts line, TextTerms terms, out Timestamp time)
    {
        time = terms.Now;
        if (line.Time.IsEmpty)
            return null;
        if (!LineTime.TryRead(line.Time, terms.Precision, out time, out var problem))
            return problem;
        return time > terms.Latest
            ? $"its time {time} lies {(time - terms.Now).TotalSeconds:0} s ahead of this node's clock; set the sender's clock, or raise max_clock_skew"
            : null;
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

    private void Add(SeriesTag tag, Timestamp time, in TagValue value)
    {
        if (tag.Text != _text)
        {
            (tag.Text, tag.Before) = (_text, tag.Newest);
            _touched.Add(tag);
        }
        var isPast = time.Ticks < tag.Newest;
        if (!isPast)
            tag.Newest = time.Ticks;
        _characters += value.Kind == TagKind.String ? value.AsString().Length : 0;
        ref var batch = ref (isPast ? ref _past : ref _live);
        batch ??= SampleBatch.Rent(BatchSamples);
        batch.Add(tag.Handle, time, value, Quality.Good);
        if (_characters > MaxTextCharacters)
        {
            Finish(ref _live, isPast: false);
            Finish(ref _past, isPast: true);
            _characters = 0;
        }
        else if (batch.IsFull)
            Finish(ref batch, isPast);
    }

    private void Finish(ref SampleBatch? batch, bool isPast)
    {
        if (batch is not null)
            Batches.Add((batch, isPast));
        batch = null;
    }

    private void Forget()
    {
        foreach (var tag in _touched)
            tag.Newest = tag.Before;
        foreach (var (batch, _) in Batches)
            batch.Dispose();
        Batches.Clear();
        _live?.Dispose();
        _past?.Dispose();
        (_live, _past) = (null, null);
    }
}
