using System.Text.Json;
using Millwright.Model;

namespace Millwright.Drivers.Payloads;

/// <summary>Takes the samples of one tag out of payloads. Any bytes give readings or one sentence that says why not.</summary>
internal sealed class PayloadReading
{
    private readonly PayloadShape _shape;
    private readonly PayloadPath _value;
    private readonly PayloadPath? _time;
    private readonly PayloadPath? _quality;
    private readonly PayloadPath? _batch;

    /// <param name="shape">Checked.</param>
    public PayloadReading(PayloadShape shape)
    {
        _shape = shape;
        _value = Path(shape.Value) ?? PayloadPath.Whole;
        _time = Path(shape.Time);
        _quality = Path(shape.Quality);
        _batch = Path(shape.Batch);
    }

    /// <summary>Reads the samples in their order.</summary>
    /// <param name="payload">The message.</param>
    /// <param name="into">Takes the readings; nothing is added on failure.</param>
    /// <returns>Null, or why there are none.</returns>
    public string? Read(PayloadText payload, List<Reading> into)
    {
        var before = into.Count;
        string? problem;
        try
        {
            problem = _shape.Format switch
            {
                PayloadFormat.Plain => ReadPlain(payload, into),
                PayloadFormat.Csv => ReadRows(payload, into),
                _ => ReadDocument(payload, into),
            };
        }
        catch (InvalidOperationException)
        {
            // A document is whole before its texts are looked at: bad UTF-8 and halves of surrogates show here.
            problem = "it holds a text that is not Unicode";
        }
        if (problem is not null)
            into.RemoveRange(before, into.Count - before);
        return problem;
    }

    private string? ReadPlain(PayloadText payload, List<Reading> into)
    {
        if (!payload.TryText(out var text, out var problem))
            return problem;
        if (!PayloadValue.TryRead(text, _shape.Kind, out var value))
            return $"it is no {_shape.Kind.Word()}";
        into.Add(new(value, default, Quality.Good));
        return null;
    }

    private string? ReadDocument(PayloadText payload, List<Reading> into)
    {
        if (!payload.TryDocument(_shape.Format, out var root, out var problem))
            return problem;
        if (_batch is null)
            return ReadOne(root, into);
        if (!_batch.TryFollow(root, out var items) || items.ValueKind != JsonValueKind.Array)
            return $"it has no array at '{_shape.Batch}'";
        foreach (var item in items.EnumerateArray())
        {
            if (into.Count >= SampleBatch.MaxCapacity)
                return $"it has more than {SampleBatch.MaxCapacity} samples";
            problem = ReadOne(item, into);
            if (problem is not null)
                return problem;
        }
        return null;
    }

    private string? ReadOne(JsonElement root, List<Reading> into)
    {
        if (!_value.TryFollow(root, out var element))
            return $"it has nothing at '{_shape.Value}'";
        if (!PayloadValue.TryRead(element, _shape.Kind, out var value))
            return $"what stands at '{_shape.Value ?? "$"}' is no {_shape.Kind.Word()}";
        var time = Timestamp.None;
        if (_time is not null && (!_time.TryFollow(root, out var written) || !PayloadTime.TryRead(written, _shape.TimeFormat, out time)))
            return $"it has no time at '{_shape.Time}'";
        var quality = value.IsNone ? Quality.BadNoData : Quality.Good;
        if (_quality is not null)
            quality = _quality.TryFollow(root, out var said) ? Quality.Worst(PayloadQuality.Of(said), quality) : Quality.Uncertain;
        into.Add(new(value, time, quality));
        return null;
    }

    private string? ReadRows(PayloadText payload, List<Reading> into)
    {
        if (!payload.TryRows(out var rows, out var problem))
            return problem;
        var hasNames = CsvRows.IsName(_shape.Value) || CsvRows.IsName(_shape.Time) || CsvRows.IsName(_shape.Quality);
        var value = rows!.ColumnOf(_shape.Value ?? "1");
        var time = _shape.Time is null ? -1 : rows.ColumnOf(_shape.Time);
        var quality = _shape.Quality is null ? -1 : rows.ColumnOf(_shape.Quality);
        if (value < 0 || (_shape.Time is not null && time < 0))
            return $"it has no column '{(value < 0 ? _shape.Value : _shape.Time)}'";
        foreach (var row in rows.Rows.Skip(hasNames ? 1 : 0))
        {
            if (row.Count <= Math.Max(value, time) || !PayloadValue.TryRead(row[value], _shape.Kind, out var read))
                return $"a row has no {_shape.Kind.Word()} in column '{_shape.Value ?? "1"}'";
            var at = Timestamp.None;
            if (time >= 0 && !PayloadTime.TryRead(row[time], _shape.TimeFormat, out at))
                return $"a row has no time in column '{_shape.Time}'";
            into.Add(new(read, at, quality >= 0 && quality < row.Count ? PayloadQuality.Of(row[quality]) : Quality.Good));
        }
        return null;
    }

    private PayloadPath? Path(string? text) =>
        text is null || _shape.Format is PayloadFormat.Csv or PayloadFormat.Plain || !PayloadPath.TryParse(text, out var path, out _) ? null : path;
}
