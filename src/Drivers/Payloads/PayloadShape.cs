using Millwright.Model;

namespace Millwright.Drivers.Payloads;

/// <summary>Where in a payload the samples of one tag are.</summary>
/// <param name="Format">How the bytes are read.</param>
/// <param name="Kind">What the value has to be.</param>
public sealed record PayloadShape(PayloadFormat Format, TagKind Kind)
{
    /// <summary>The value: a path, or a column of CSV; the payload itself, or the first column, where null.</summary>
    public string? Value { get; init; }

    /// <summary>Its time; the time of arrival where null.</summary>
    public string? Time { get; init; }

    public TimeFormat TimeFormat { get; init; }

    /// <summary>Its quality; Good where null.</summary>
    public string? Quality { get; init; }

    /// <summary>An array whose elements each hold a sample; the other paths begin at the element.</summary>
    public string? Batch { get; init; }

    /// <summary>All that is wrong with it: the key of the part, and why.</summary>
    public IEnumerable<(string Key, string Problem)> Check()
    {
        foreach (var (key, text) in new[] { ("path", Value), ("time", Time), ("quality", Quality), ("batch", Batch) })
        {
            if (text is null)
                continue;
            if (Format == PayloadFormat.Sparkplug)
            {
                if (key != "path")
                    yield return (key, "a metric brings its own time and quality");
            }
            else if (Format == PayloadFormat.Plain)
                yield return (key, "plain text is one value and has no parts");
            else if (Format == PayloadFormat.Csv && key == "batch")
                yield return (key, "each row of CSV is a sample already");
            else if (Format == PayloadFormat.Csv && text is "" or "0")
                yield return (key, "columns are counted from 1");
            else if (Format != PayloadFormat.Csv && !PayloadPath.TryParse(text, out _, out var problem))
                yield return (key, problem!);
        }
    }
}
