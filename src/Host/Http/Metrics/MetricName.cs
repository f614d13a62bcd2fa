using System.Diagnostics.Metrics;
using System.Text;

namespace Millwright.Host.Http.Metrics;

/// <summary>The types of the Prometheus text format that are used here.</summary>
internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>Names of instruments in the words of Prometheus.</summary>
internal static class MetricName
{
    public static MetricKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType().Name;
        return type.StartsWith("Histogram", StringComparison.Ordinal) ? MetricKind.Histogram
            : type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal) ? MetricKind.Counter
            : MetricKind.Gauge;
    }

    /// <summary>True for gauges and observed instruments, whose measurements are no changes.</summary>
    public static bool StatesTheWhole(Instrument instrument) =>
        instrument.IsObservable || instrument.GetType().Name.StartsWith("Gauge", StringComparison.Ordinal);

    /// <summary><c>Millwright.Flow</c> and <c>log.commit</c> in <c>ms</c> as <c>millwright_flow_log_commit_ms</c>; counters end in <c>_total</c>.</summary>
    public static string Of(Instrument instrument)
    {
        var own = Snake(instrument.Name);
        var meter = Snake(instrument.Meter.Name);
        var name = own.StartsWith("millwright_", StringComparison.Ordinal) ? own : $"{meter}_{own}";
        if (instrument.Unit is { Length: > 0 } unit && !unit.StartsWith('{') && Snake(unit) is { Length: > 0 } suffix && !name.EndsWith("_" + suffix, StringComparison.Ordinal))
            name += "_" + suffix;
        return KindOf(instrument) == MetricKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    /// <summary>The labels with their braces' content, empty for none.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            if (text.Length > 0)
                text.Append(',');
            text.Append(Snake(key)).Append("=\"");
            text.Append((value?.ToString() ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n"));
            text.Append('"');
        }
        return text.ToString();
    }

    private static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsAsciiLetterUpper(name[i]) && char.IsAsciiLetterLower(name[i - 1]))
                text.Append('_');
            text.Append(char.IsAsciiLetterOrDigit(name[i]) ? char.ToLowerInvariant(name[i]) : '_');
        }
        return text.ToString().Trim('_');
    }
}
