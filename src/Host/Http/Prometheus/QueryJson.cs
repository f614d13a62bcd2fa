using System.Globalization;
using System.Text;
using System.Text.Json;
using Millwright.Model;

namespace Millwright.Host.Http.Prometheus;

/// <summary>Answers as the HTTP API of Prometheus writes them.</summary>
internal static class QueryJson
{
    public static void Metric(Utf8JsonWriter json, LabelSet labels)
    {
        json.WriteStartObject("metric");
        Labels(json, labels);
        json.WriteEndObject();
    }

    public static void Labels(Utf8JsonWriter json, LabelSet labels)
    {
        foreach (var (name, value) in labels.All)
            json.WriteString(name, value);
    }

    /// <summary>A moment in seconds since 1970 with milliseconds, as it stands in a point.</summary>
    public static byte[] Time(Timestamp time)
    {
        var milliseconds = (decimal)Math.Round(time.ToUnixMilliseconds());
        return Encoding.ASCII.GetBytes((milliseconds / 1_000).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A moment and a number, which is a text.</summary>
    public static void Point(Utf8JsonWriter json, ReadOnlySpan<byte> time, double value)
    {
        json.WriteStartArray();
        json.WriteRawValue(time, skipInputValidation: true);
        Span<byte> text = stackalloc byte[32];
        if (double.IsFinite(value) && value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture))
            json.WriteStringValue(text[..length]);
        else
            json.WriteStringValue(Word(value));
        json.WriteEndArray();
    }

    public static byte[] Error(string type, string problem)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("status", "error");
            json.WriteString("errorType", type);
            json.WriteString("error", problem);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static string Word(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}
