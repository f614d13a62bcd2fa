using Millwright.Model;

namespace Millwright.Historian.Parquet;

/// <summary>A column of a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Time">What its integers count when the file itself says that they are times.</param>
internal readonly record struct FileColumn(string Name, FileTimeUnit? Time);

/// <summary>The records of a file, one after the other.</summary>
internal interface IFileRecords : IDisposable
{
    IReadOnlyList<FileColumn> Columns { get; }

    /// <summary>Where the record at hand is, from 1.</summary>
    long Row { get; }

    /// <summary>Why the record at hand cannot be read, null when it can.</summary>
    string? Problem { get; }

    /// <summary>Goes on to the next record.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="HistoryFileException">The file ends here, against its will.</exception>
    bool Next();

    /// <summary>A cell of the record at hand, none where it is empty.</summary>
    TagValue this[int column] { get; }
}
