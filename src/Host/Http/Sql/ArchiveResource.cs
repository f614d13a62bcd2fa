using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;
using Millwright.Control.Audit;
using Millwright.Historian.Parquet;
using Millwright.Historian.Sql;
using Millwright.Host.Http.Ingest;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.SignIn;
using Millwright.Host.Http.View;
using Millwright.Model;
using Millwright.Security.Audit;

namespace Millwright.Host.Http.Sql;

/// <summary>Files of samples out of the history and into it.</summary>
internal static class ArchiveResource
{
    public const string RowsHeader = "X-Millwright-Rows";
    public const string ChecksumHeader = "X-Millwright-Sha256";

    /// <summary>A year and a day: who wants more asks for the next file.</summary>
    private static readonly TimeSpan MaxPeriod = TimeSpan.FromDays(366);

    private const int MaxTags = 1_000;

    private const long MaxFileBytes = 16L << 30;

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

    /// <summary>The samples of a file that is sent along; fails closed: nothing is taken without a record of who wanted it.</summary>
    public static async Task<IResult> Import(
        HttpContext context, IPlantView plant, IHistoryImport import, IAuditTrail audit, [AsParameters] ImportQuestion question)
    {
        if (FormatOf(question.Format) is not { } form || question.Mapping() is not { } mapping)
            return Problems.BadRequest("format is missing, or unit, codes or name is wrong", "send ?format=parquet (or csv), unit= s, ms, us or ns, codes= opc-ua or opc-da, name= NAME=PATH");
        var who = Caller.Of(context).Identity;
        try
        {
            audit.Append(new(who.Name, who.Role, who.Via, "history-import-begin", plant.Plant.ToString(), question.Format, AuditEntry.Done));
        }
        catch (AuditUnavailableException e)
        {
            return Problems.Of(503, "audit-unavailable", e.Problem, e.Remedy);
        }
        var folder = Directory.CreateTempSubdirectory("millwright-import-");
        try
        {
            var path = Path.Combine(folder.FullName, "samples");
            if (await ReceiveAsync(context, path) is { } refused)
                return refused;
            var outcome = await import.TakeAsync(
                () => HistoryFileReader.Open(plant.Sql, path, form, mapping, context.RequestAborted), mapping, question.Into, context.RequestAborted);
            Record(AuditEntry.Done, string.Create(CultureInfo.InvariantCulture, $"{outcome.Taken} of {outcome.Rows} samples, {outcome.Made} tags made"));
            return TypedResults.Ok(new ImportAnswer(
                outcome.Rows, outcome.Taken, outcome.Refused, outcome.First, outcome.Tags, outcome.Made, outcome.From.IsNone ? null : outcome.From, outcome.From.IsNone ? null : outcome.To));
        }
        catch (HistoryFileException e)
        {
            Record(AuditEntry.Failed, e.Problem);
            return Problems.Of(422, "file-unreadable", e.Problem, e.Remedy);
        }
        catch (SqlException e)
        {
            Record(AuditEntry.Failed, e.Problem);
            return SqlResource.Refused(e);
        }
        catch (IngestUnavailableException e)
        {
            Record(AuditEntry.Failed, e.Message);
            return Problems.Of(503, "not-stored", e.Message, "send the file again: what was stored of it is not stored twice");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        void Record(string result, string detail)
        {
            try
            {
                audit.Append(new(who.Name, who.Role, who.Via, "history-import", plant.Plant.ToString(), question.Format, result, detail));
            }
            catch (AuditUnavailableException)
            {
                // That it was asked for is recorded; the trail raises its own alarm.
            }
        }
    }

    /// <summary>Stores the body; null when it is whole.</summary>
    private static async Task<IResult?> ReceiveAsync(HttpContext context, string path)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaxFileBytes;
        try
        {
            await using (var file = File.Create(path))
                await context.Request.Body.CopyToAsync(file, context.RequestAborted);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Problems.Of(413, "too-large", $"the file has more than {MaxFileBytes >> 30} GB", "split it");
        }
        if (context.Request.Headers[ChecksumHeader].ToString() is not { Length: > 0 } said)
            return null;
        await using var whole = File.OpenRead(path);
        var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(whole, context.RequestAborted));
        return found.Equals(said, StringComparison.OrdinalIgnoreCase) ? null : Problems.Of(422, "checksum", $"the file arrived with the checksum {found}, not {said}", "send it again");
    }

    private static HistoryFormat? FormatOf(string? format) => format switch
    {
        "parquet" => HistoryFormat.Parquet,
        "csv" => HistoryFormat.Csv,
        _ => null,
    };
}
