using System.Diagnostics.CodeAnalysis;
using System.Text;
using Millwright.Drivers.LineProtocol;

namespace Millwright.Drivers.RemoteWrite;

/// <summary>Reads the labels of a series: <c>Label { string name = 1; string value = 2; }</c>.</summary>
public static class Labels
{
    /// <summary>The label that has the metric's name.</summary>
    public const string MetricName = "__name__";

    /// <summary>The most bytes of all labels of a series.</summary>
    public const int MaxBytes = 64 << 10;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The series that has these labels: the metric's name is its measurement. A label without a value is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> written, [NotNullWhen(true)] out SeriesName? series, [NotNullWhen(false)] out string? problem)
    {
        series = null;
        if (written.Length > MaxBytes)
        {
            problem = $"its labels have {written.Length} bytes; at most {MaxBytes} are taken";
            return false;
        }
        var tags = new List<KeyValuePair<string, string>>();
        var name = "";
        var fields = new MessageFields(written);
        while (fields.TryNext())
        {
            if (!TryLabel(fields.Content, out var label))
            {
                problem = "a label of it has no name, or is not UTF-8";
                return false;
            }
            if (label.Key == MetricName)
                name = label.Value;
            else if (label.Value.Length > 0)
                tags.Add(label);
        }
        tags.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        problem = name.Length == 0 ? $"it has no label {MetricName}"
            : tags.Count > SeriesName.MaxTags ? $"it has more than {SeriesName.MaxTags} labels"
            : TwiceIn(tags) is { } twice ? $"it has the label '{twice}' twice" : null;
        series = problem is null ? new(name, tags) : null;
        return series is not null;
    }

    private static bool TryLabel(ReadOnlySpan<byte> message, out KeyValuePair<string, string> label)
    {
        var (name, value) = ("", "");
        var fields = new MessageFields(message);
        try
        {
            while (fields.TryNext())
            {
                if (fields is { Number: 1, Wire: 2 })
                    name = Strict.GetString(fields.Content);
                else if (fields is { Number: 2, Wire: 2 })
                    value = Strict.GetString(fields.Content);
            }
        }
        catch (DecoderFallbackException)
        {
            label = default;
            return false;
        }
        label = new(name, value);
        return name.Length > 0;
    }

    private static string? TwiceIn(List<KeyValuePair<string, string>> tags)
    {
        for (var i = 1; i < tags.Count; i++)
        {
            if (tags[i].Key == tags[i - 1].Key)
                return tags[i].Key;
        }
        return null;
    }
}
