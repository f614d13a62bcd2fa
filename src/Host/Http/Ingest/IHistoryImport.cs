using Millwright.Historian.Parquet;
using Millwright.Model;

namespace Millwright.Host.Http.Ingest;

/// <summary>A record of a file that was not taken.</summary>
/// <param name="Row">Its line in a CSV file, its row in a Parquet file; from 1.</param>
/// <param name="Tag">As the file calls it, empty where it does not say.</param>
/// <param name="Problem">What is wrong with it, and what to do.</param>
internal sealed record RefusedRecord(long Row, string Tag, string Problem);

/// <summary>What became of a file. What was taken is durable.</summary>
/// <param name="Rows">Samples that were read, and records that are none.</param>
/// <param name="Taken">How many are in the history now.</param>
/// <param name="Refused">How many are not.</param>
/// <param name="First">The first of those, at most <see cref="MaxShown"/>.</param>
/// <param name="Tags">Of how many tags.</param>
/// <param name="Made">How many of them were made for it.</param>
/// <param name="From">The oldest time among what was taken, none when nothing was.</param>
/// <param name="To">The newest.</param>
internal sealed record ImportOutcome(long Rows, long Taken, long Refused, IReadOnlyList<RefusedRecord> First, int Tags, int Made, Timestamp From, Timestamp To)
{
    public const int MaxShown = 1_000;
}

/// <summary>Takes files of samples into the history, by the log.</summary>
internal interface IHistoryImport
{
    /// <summary>Takes a file; returns when what could be taken of it is durable. To take it again changes nothing.</summary>
    /// <param name="open">Opens the file at its beginning; it may be read twice.</param>
    /// <param name="mapping">How its names are paths.</param>
    /// <param name="into">The connection that gets the tags which the plant has not; null refuses them.</param>
    /// <param name="cancellation">Stops it; what was taken stays.</param>
    /// <exception cref="HistoryFileException">It cannot be read, or not to its end.</exception>
    /// <exception cref="IngestUnavailableException">Some of it may be stored, but not all: it is to be sent again.</exception>
    Task<ImportOutcome> TakeAsync(Func<HistoryFileReader> open, FileMapping mapping, string? into, CancellationToken cancellation);
}

/// <summary>Where there is no plant to take anything.</summary>
internal sealed class NoHistoryImport : IHistoryImport
{
    public static IHistoryImport One { get; } = new NoHistoryImport();

    public Task<ImportOutcome> TakeAsync(Func<HistoryFileReader> open, FileMapping mapping, string? into, CancellationToken cancellation) =>
        throw new IngestUnavailableException("this node takes no files", "send it to one that runs a plant");
}
