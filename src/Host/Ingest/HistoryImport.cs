using Millwright.Flow.Log;
using Millwright.Flow.Sources;
using Millwright.Flow.Tags;
using Millwright.Historian.Parquet;
using Millwright.Host.Http.Ingest;
using Millwright.Historian.Values;
using Millwright.Model;

namespace Millwright.Host.Ingest;

/// <summary>What an import needs of the plant.</summary>
/// <param name="Tags">All tags.</param>
/// <param name="Plant">The plant's path.</param>
/// <param name="KeepAsync">Puts samples of a connection's tags into the log; the task it gives completes when they are durable.</param>
/// <param name="MakeAsync">Makes tags: for each why it was not made, null where it was.</param>
/// <param name="Clock">The time.</param>
internal sealed record ImportParts(
    TagTable Tags, Func<TagPath> Plant, Func<string, SampleBatch, CancellationToken, ValueTask<Task>> KeepAsync,
    Func<string, IReadOnlyList<NewSeries>, ValueTask<IReadOnlyList<string?>>> MakeAsync, TimeProvider Clock);

/// <summary>Takes files of samples into the history: past values, so neither normalized nor shown as current, by the log as everything else.</summary>
internal sealed class HistoryImport(ImportParts parts) : IHistoryImport
{
    public async Task<ImportOutcome> TakeAsync(Func<HistoryFileReader> open, FileMapping mapping, string? into, CancellationToken cancellation)
    {
        try
        {
            var made = into is null ? 0 : await MakeAsync(open, mapping, into, cancellation);
            var writing = new ImportWriting(parts, mapping, into is null);
            await using (writing)
            {
                await Task.Run(() => writing.RunAsync(open, cancellation), CancellationToken.None);
                await writing.EndAsync(cancellation);
            }
            return writing.Outcome(made);
        }
        catch (LogUnavailableException e)
        {
            throw new IngestUnavailableException(e.Problem, e.Remedy, e);
        }
        catch (SourceException e)
        {
            throw new IngestUnavailableException(e.Fault.Problem, e.Fault.Remedy, e);
        }
        catch (IOException e)
        {
            throw new IngestUnavailableException($"new tags cannot be stored: {e.Message}", "see that the data folder's disk is sound and has room", e);
        }
    }

    /// <summary>Makes the tags that the plant has not, all at once: reads the file for their names and kinds alone.</summary>
    private async Task<int> MakeAsync(Func<HistoryFileReader> open, FileMapping mapping, string into, CancellationToken cancellation)
    {
        var wanted = new Dictionary<string, TagKind>(StringComparer.Ordinal);
        await Task.Run(Find, CancellationToken.None);
        if (wanted.Count == 0)
            return 0;
        var problems = await parts.MakeAsync(into, [.. wanted.Select(w => NewSeries.OfPath(mapping.PathOf(w.Key), w.Value))]);
        return problems.Count(p => p is null);

        void Find()
        {
            using var reader = open();
            while (reader.Next())
            {
                cancellation.ThrowIfCancellationRequested();
                var sample = reader.Current;
                if (sample.Problem is null && !wanted.ContainsKey(sample.Name) && KindOf(sample) is { } kind
                    && TagPath.TryParse($"{parts.Plant()}/{mapping.PathOf(sample.Name)}", out var path, out _) && !parts.Tags.TryFind(path, out _))
                {
                    wanted.Add(sample.Name, kind);
                }
            }
        }
    }

    /// <summary>The kind of a new tag, null while nothing says it: of the kinds that line protocol has, the one that holds the value.</summary>
    private static TagKind? KindOf(in FileSample sample) => sample.Value.Kind switch
    {
        TagKind.String when !sample.IsExact && ValueFitting.TryNumber(sample.Value.AsString(), out _) => TagKind.Float64,
        TagKind.String when !sample.IsExact && bool.TryParse(sample.Value.AsString(), out _) => TagKind.Boolean,
        TagKind.String => TagKind.String,
        TagKind.Boolean => TagKind.Boolean,
        TagKind.UInt64 => TagKind.UInt64,
        TagKind.Float32 or TagKind.Float64 => TagKind.Float64,
        >= TagKind.Int8 and <= TagKind.Int64 => TagKind.Int64,
        _ => null,
    };
}
