using System.Globalization;
using System.Text.Json;
using Millwright.Historian;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.Values;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Http.Resources;

/// <summary>A stored sample.</summary>
internal sealed record SampleAnswer(Timestamp Time, TagValue Value, QualityAnswer Quality);

/// <summary>A page of stored samples.</summary>
internal sealed record RawHistoryAnswer(string Tag, IReadOnlyList<SampleAnswer> Samples, string? Next);

/// <summary>What was.</summary>
internal static class HistoryResource
{
    private const int MaxPoints = 20_000;
    private const int FlushEvery = 1_000;

    /// <summary>Series for charts.</summary>
    public static async Task<IResult> Get(
        HttpContext context, IPlantView plant, TimeProvider clock, string[]? tag, string? from, string? to, int? points, string? format)
    {
        if (HistoryQuestion.Read(plant, clock, tag, from, to, out var problem) is not { } question)
            return problem!;
        var (limit, cancellation) = (Paging.Limit(points, 1_000, MaxPoints), context.RequestAborted);
        var isCsv = WantsCsv(context, format);
        if (isCsv)
            return await Csv(context, plant, question, limit);
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("from", question.From.ToString());
        json.WriteString("to", question.To.ToString());
        json.WriteStartArray("series");
        foreach (var asked in question.Tags)
        {
            HistoryJson.Write(json, await HistorySeries.ReadAsync(plant, asked, question, limit, cancellation), question.To);
            await json.FlushAsync(cancellation);
        }
        json.WriteEndArray();
        json.WriteEndObject();
        return Results.Empty;
    }

    /// <summary>Samples as they are stored, in full precision.</summary>
    public static async Task<IResult> Raw(
        HttpContext context, IPlantView plant, TimeProvider clock, string? tag, string? from, string? to, int? limit, string? after, string? format)
    {
        if (HistoryQuestion.Read(plant, clock, tag is null ? null : [tag], from, to, out var problem) is not { } question)
            return problem!;
        if (!RawCursor.TryParse(after, out var cursor))
            return Problems.BadRequest($"'{after}' is no page", "send the next of the page before, or nothing");
        var asked = question.Tags[0];
        if (WantsCsv(context, format))
            return await RawCsv(context, plant, asked, question);
        var most = Paging.Limit(limit, 10_000);
        var start = cursor.At.IsNone ? question.From : cursor.At;
        var samples = new List<StoredSample>();
        await foreach (var sample in plant.History.ReadRawAsync(asked.Definition.Id, start, question.To, most + 1 + cursor.Skip, context.RequestAborted))
            samples.Add(sample);
        var rest = samples.Skip(cursor.Skip).ToList();
        var next = rest.Count > most ? RawCursor.Before(samples, cursor.Skip + most).ToString() : null;
        return TypedResults.Ok(new RawHistoryAnswer(
            asked.Path, [.. rest.Take(most).Select(s => new SampleAnswer(s.SourceTime, s.Value, QualityAnswer.Of(s.Quality)))], next));
    }

    private static async Task<IResult> Csv(HttpContext context, IPlantView plant, HistoryQuestion question, int limit)
    {
        var all = new List<HistorySeries>();
        foreach (var asked in question.Tags)
            all.Add(await HistorySeries.ReadAsync(plant, asked, question, limit, context.RequestAborted));
        var isBuckets = all.Any(s => s.Buckets is not null);
        var csv = Begin(context, question);
        HistoryCsv.WriteHeading(csv, isBuckets);
        foreach (var series in all)
        {
            HistoryCsv.Write(csv, series, isBuckets);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        return Results.Empty;
    }

    /// <summary>All samples of the range, however many: they pass through, a thousand at a time.</summary>
    private static async Task<IResult> RawCsv(HttpContext context, IPlantView plant, IndexedTag asked, HistoryQuestion question)
    {
        var csv = Begin(context, question);
        HistoryCsv.WriteHeading(csv, isBuckets: false);
        var count = 0;
        await foreach (var sample in plant.History.ReadRawAsync(asked.Definition.Id, question.From, question.To, int.MaxValue, context.RequestAborted))
        {
            HistoryCsv.Write(csv, asked, sample);
            if (++count % FlushEvery == 0)
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        return Results.Empty;
    }

    private static Csv Begin(HttpContext context, HistoryQuestion question)
    {
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename*=UTF-8''{Uri.EscapeDataString(question.FileName + ".csv")}";
        return new(context.Response.BodyWriter);
    }

    private static bool WantsCsv(HttpContext context, string? format) =>
        format == "csv" || (format is null && context.Request.Headers.Accept.ToString().Contains("text/csv", StringComparison.OrdinalIgnoreCase));

    /// <summary>A place between two samples, also where several have one time.</summary>
    private readonly record struct RawCursor(Timestamp At, int Skip)
    {
        public static RawCursor Before(List<StoredSample> samples, int index)
        {
            var at = samples[index].SourceTime;
            var skip = 0;
            while (skip < index && samples[index - skip - 1].SourceTime == at)
                skip++;
            return new(at, skip);
        }

        public static bool TryParse(string? text, out RawCursor cursor)
        {
            cursor = default;
            if (string.IsNullOrEmpty(text))
                return true;
            var at = text.IndexOf('.', StringComparison.Ordinal);
            if (at <= 0 || !long.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) || ticks > Timestamp.MaxValue.Ticks)
                return false;
            if (!int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var skip) || skip > Paging.MaxLimit)
                return false;
            cursor = new(new(ticks), skip);
            return true;
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.Ticks}.{Skip}");
    }
}
