using Millwright.Model;

namespace Millwright.Historian.Parquet;

/// <summary>What one step of a number in a column of times is; all count from 1970-01-01 UTC.</summary>
public enum FileTimeUnit
{
    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,
}

/// <summary>What the numbers in a column of qualities are.</summary>
public enum FileQualityCodes
{
    /// <summary>Status codes of OPC UA: 0 is Good.</summary>
    OpcUa,
    /// <summary>The quality byte of OPC Data Access (3.0, 6.8): 192 is Good, 64 Uncertain, 0 Bad.</summary>
    OpcDa,
}

/// <summary>How the columns of a foreign file are samples. What is left out is found by the names that are usual, or is not there.</summary>
public sealed record FileMapping
{
    /// <summary>The column of times.</summary>
    public string? Time { get; init; }

    /// <summary>The column of the tags' names; none in a wide file.</summary>
    public string? Tag { get; init; }

    /// <summary>The column of values; none in a wide file.</summary>
    public string? Value { get; init; }

    /// <summary>The column of qualities; without one everything that has a value is Good.</summary>
    public string? Quality { get; init; }

    /// <summary>What numbers in the column of times count; without it they are refused.</summary>
    public FileTimeUnit? TimeUnit { get; init; }

    public FileQualityCodes QualityCodes { get; init; }

    /// <summary>True where every column but those of time and quality is a tag.</summary>
    public bool IsWide { get; init; }

    /// <summary>What stands before the names of the file to make paths of them, null for nothing.</summary>
    public string? Under { get; init; }

    /// <summary>The path below the plant of names that are none.</summary>
    public IReadOnlyDictionary<string, string> Paths { get; init; } = new Dictionary<string, string>();

    /// <summary>True when nothing is said: a file of our own needs nothing.</summary>
    public bool IsPlain => Time is null && Tag is null && Value is null && Quality is null && !IsWide;

    /// <summary>The path below the plant of a name in the file.</summary>
    public string PathOf(string name) => Paths.TryGetValue(name, out var path) ? path : Under is { } under ? $"{under}/{name}" : name;
}

/// <summary>A sample of a file, or why a record of it is none.</summary>
/// <param name="Row">The line of a CSV file where its record begins, the row of a Parquet file; from 1.</param>
/// <param name="Name">The tag as the file calls it.</param>
/// <param name="Time">When it was true.</param>
/// <param name="Value">As the file has it: texts of a foreign file may be numbers.</param>
/// <param name="Quality">How far to trust it.</param>
/// <param name="IsExact">The kind of the value is the one it was once stored with.</param>
/// <param name="Problem">Null when it is a sample.</param>
public readonly record struct FileSample(long Row, string Name, Timestamp Time, TagValue Value, Quality Quality, bool IsExact, string? Problem = null);

/// <summary>A file of samples cannot be read at all, or not to its end.</summary>
public sealed class HistoryFileException(string problem, string remedy, Exception? inner = null) : Exception($"{problem}; {remedy}", inner)
{
    public string Problem => problem;

    public string Remedy => remedy;
}
