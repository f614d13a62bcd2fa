using System.Text.Json;
using Millwright.Host.Http.Values;
using Millwright.Model;

namespace Millwright.Host.Http.Resources;

/// <summary>Writes series as columns, straight into the answer: a million points make no million objects.</summary>
internal static class HistoryJson
{
    public static void Write(Utf8JsonWriter json, HistorySeries series, Timestamp end)
    {
        json.WriteStartObject();
        json.WriteString("tag", series.Tag.Path);
        json.WriteString("unit", series.Tag.Definition.Unit?.Symbol);
        if (series.Buckets is not null)
            WriteBuckets(json, series);
        else
            WriteSamples(json, series);
        json.WriteStartArray("gaps");
        foreach (var gap in series.Gaps)
        {
            json.WriteStartObject();
            json.WriteNumber("from", gap.From.ToUnixMilliseconds());
            json.WriteNumber("to", (gap.To.IsNone ? end : gap.To).ToUnixMilliseconds());
            json.WriteString("cause", Causes.Word(gap.Cause));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteBoolean("truncated", series.Truncated);
        json.WriteEndObject();
    }

    private static void WriteSamples(Utf8JsonWriter json, HistorySeries series)
    {
        var samples = series.Samples!;
        json.WriteString("kind", "raw");
        json.WriteStartArray("t");
        foreach (var sample in samples)
            json.WriteNumberValue(sample.SourceTime.ToUnixMilliseconds());
        json.WriteEndArray();
        json.WriteStartArray("v");
        foreach (var sample in samples)
            WriteValue(json, series.Tag.Definition, sample.Quality.IsBad ? TagValue.None : sample.Value);
        json.WriteEndArray();
        json.WriteStartArray("q");
        foreach (var sample in samples)
            json.WriteNumberValue(Severity(sample.Quality));
        json.WriteEndArray();
    }

    /// <summary>A chart has numbers or words: a boolean is 0 or 1, a NaN a hole, and all else its text.</summary>
    private static void WriteValue(Utf8JsonWriter json, TagDefinition tag, TagValue value)
    {
        if (value.IsNone)
            json.WriteNullValue();
        else if (value.Kind == TagKind.Boolean)
            json.WriteNumberValue(value.AsBoolean() ? 1 : 0);
        else if (value.Kind.IsFloat())
            WriteNumber(json, value.ToDouble());
        else if (value.Kind.IsInteger())
            TagValueJson.Write(json, value);
        else
            json.WriteStringValue(ValueText.Format(tag, value));
    }

    private static void WriteBuckets(Utf8JsonWriter json, HistorySeries series)
    {
        var buckets = series.Buckets!;
        json.WriteString("kind", "buckets");
        json.WriteStartArray("t");
        foreach (var bucket in buckets)
            json.WriteNumberValue(bucket.Start.ToUnixMilliseconds());
        json.WriteEndArray();
        Column(json, "v", series, b => b.Mean);
        Column(json, "min", series, b => b.Minimum);
        Column(json, "max", series, b => b.Maximum);
        json.WriteStartArray("n");
        foreach (var bucket in buckets)
            json.WriteNumberValue(bucket.Count);
        json.WriteEndArray();
        json.WriteStartArray("q");
        foreach (var bucket in buckets)
            json.WriteNumberValue(Severity(bucket.Worst));
        json.WriteEndArray();
    }

    private static void Column(Utf8JsonWriter json, string name, HistorySeries series, Func<Historian.Bucket, double> of)
    {
        json.WriteStartArray(name);
        foreach (var bucket in series.Buckets!)
            WriteNumber(json, of(bucket));
        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
            json.WriteNumberValue(number);
        else
            json.WriteNullValue();
    }

    private static int Severity(Quality quality) => quality.IsGood ? 0 : quality.IsUncertain ? 1 : 2;
}
