using System.Globalization;
using Millwright.Historian.Parquet;
using Millwright.Historian.Sql;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Http.Sql;

/// <summary>Files of samples out of the history.</summary>
internal static class ArchiveResource
{
    public const string RowsHeader = "X-Millwright-Rows";
    public const string ChecksumHeader = "X-Millwright-Sha256";

    /// <summary>A year and a day: who wants more asks for the next file.</summary>
    private static readonly TimeSpan MaxPeriod = TimeSpan.FromDays(366);

    private const int MaxTags = 1_000;
    /// <summary>The samples of a period as one file, with their number and its checksum.</summary>
    public static async Task<IResult> Export(HttpContext context, IPlantView plant, string? format, string? from, string? to, string[]? tag)
    {
        if (FormatOf(format) is not { } form || !Timestamp.TryParse(from ?? "", out var start) || !Timestamp.TryParse(to ?? "", out var end))
            return Problems.BadRequest("format, from or to is missing or wrong", "send ?format=parquet (or csv) &from= &to= as ISO 8601");
        if (end <= start || end - start > MaxPeriod || tag is { Length: > MaxTags })
            return Problems.BadRequest("the period ends before it begins or is too long, or there are too many tags", $"ask for at most {MaxPeriod.TotalDays:0} days and {MaxTags} tags");
        var folder = Directory.CreateTempSubdirectory("millwright-export-");
        try
        {
            var path = Path.Combine(folder.FullName, "samples");
            var file = await new HistoryFiles(plant.Sql).WriteAsync(path, form, start, end, tag ?? [], context.RequestAborted);
            context.Response.ContentType = form == HistoryFormat.Parquet ? "application/vnd.apache.parquet" : "text/csv; charset=utf-8";
            context.Response.ContentLength = file.Bytes;
            context.Response.Headers[RowsHeader] = file.Rows.ToString(CultureInfo.InvariantCulture);
            context.Response.Headers[ChecksumHeader] = file.Sha256;
            await context.Response.SendFileAsync(path, context.RequestAborted);
            return Results.Empty;
        }
        catch (SqlException e)
        {
            return SqlResource.Refused(e);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static HistoryFormat? FormatOf(string? format) => format switch
    {
        "parquet" => HistoryFormat.Parquet,
        "csv" => HistoryFormat.Csv,
        _ => null,
    };
}
