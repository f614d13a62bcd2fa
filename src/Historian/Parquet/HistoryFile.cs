namespace Millwright.Historian.Parquet;

/// <summary>The form of a file of samples.</summary>
public enum HistoryFormat
{
    /// <summary>Apache Parquet, Zstandard.</summary>
    Parquet,
    /// <summary>RFC 4180 with a heading.</summary>
    Csv,
}

/// <summary>What has been written.</summary>
/// <param name="Rows">Samples, counted by reading the file.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record HistoryFile(long Rows, long Bytes, string Sha256);
