using Microsoft.AspNetCore.Mvc;
using Millwright.Historian.Parquet;
using Millwright.Host.Http.Ingest;
using Millwright.Model;

namespace Millwright.Host.Http.Sql;

/// <summary>What became of a file: what was taken is durable, what was refused is listed with its row, the first thousand.</summary>
internal sealed record ImportAnswer(
    long Rows, long Taken, long Refused, IReadOnlyList<RefusedRecord> First, int Tags, int Made, Timestamp? From, Timestamp? To);

/// <summary>What a file that is sent is, and what its columns are.</summary>
/// <param name="Format">parquet or csv.</param>
/// <param name="Time">The column of times.</param>
/// <param name="Tag">The column of tags.</param>
/// <param name="Value">The column of values.</param>
/// <param name="Quality">The column of qualities.</param>
/// <param name="Unit">What numbers in the column of times count: s, ms, us, ns.</param>
/// <param name="Codes">What numbers in the column of qualities are: opc-ua or opc-da.</param>
/// <param name="Wide">True where every other column is a tag.</param>
/// <param name="Under">What stands before the names of the file.</param>
/// <param name="Name">NAME=PATH for each that is none.</param>
/// <param name="Into">The connection that gets new tags.</param>
internal sealed record ImportQuestion(
    [FromQuery(Name = "format")] string? Format, [FromQuery(Name = "time")] string? Time, [FromQuery(Name = "tag")] string? Tag, [FromQuery(Name = "value")] string? Value,
    [FromQuery(Name = "quality")] string? Quality, [FromQuery(Name = "unit")] string? Unit, [FromQuery(Name = "codes")] string? Codes, [FromQuery(Name = "wide")] bool? Wide,
    [FromQuery(Name = "under")] string? Under, [FromQuery(Name = "name")] string[]? Name, [FromQuery(Name = "into")] string? Into)
{
    private const int MaxNames = 10_000;

    /// <summary>The columns and names; null when something of it is not understood.</summary>
    public FileMapping? Mapping()
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in Name ?? [])
        {
            if (paths.Count == MaxNames || pair.LastIndexOf('=') is not (> 0 and var at) || !paths.TryAdd(pair[..at], pair[(at + 1)..]))
                return null;
        }
        return TryUnit(Unit, out var unit) && Codes is (null or "opc-ua" or "opc-da")
            ? new()
            {
                Time = Time,
                Tag = Tag,
                Value = Value,
                Quality = Quality,
                TimeUnit = unit,
                QualityCodes = Codes == "opc-da" ? FileQualityCodes.OpcDa : FileQualityCodes.OpcUa,
                IsWide = Wide ?? false,
                Under = Under?.Trim('/'),
                Paths = paths,
            }
            : null;
    }

    private static bool TryUnit(string? word, out FileTimeUnit? unit)
    {
        unit = word switch
        {
            "s" => FileTimeUnit.Seconds,
            "ms" => FileTimeUnit.Milliseconds,
            "us" => FileTimeUnit.Microseconds,
            "ns" => FileTimeUnit.Nanoseconds,
            _ => null,
        };
        return word is null || unit is not null;
    }
}
