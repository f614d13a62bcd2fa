using System.Text.Json;
using Millwright.Historian;
using Millwright.Historian.Queries;
using Millwright.Host.Configuration.Binding;
using Millwright.Host.Http.Resources;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.Values;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Http.Aggregation;

/// <summary>The aggregates of OPC UA Part 13 over HTTP, each with its quality and coverage; streamed tag by tag.</summary>
internal static class AggregateResource
{
    /// <summary>The most rows of one answer: tags times intervals.</summary>
    public const long MaxRows = 1_000_000;

    private const int FlushEvery = 1_000;

    public static async Task<IResult> Get(
        HttpContext context, IPlantView plant, TagIndex index, TimeProvider clock, string[]? tag, string? asset, string? from, string? to, string[]? aggregate, string? every,
        string? calendar, string[]? shift, string? zone, bool? stepped, string? maxGap)
    {
        if (asset is not null && tag is { Length: > 0 })
            return Problems.BadRequest("tag and asset are both given", "send ?tag=path for single tags, or ?asset=path for all below it");
        var below = asset is null ? null : Below(index, asset);
        if (below is [])
            return Problems.NotFound("unknown-asset", $"below '{asset}' there is no tag that is a number", "see /api/v1/assets");
        if (HistoryQuestion.Read(plant, clock, tag, from, to, out var unanswered, below) is not { } question)
            return unanswered!;
        string[] names = aggregate is { Length: > 0 } ? aggregate : ["TimeAverage"];
        var aggregates = names.Select(Aggregates.FromName).ToList();
        if (aggregates.IndexOf(null) is >= 0 and var unknown)
            return Problems.BadRequest($"'{names[unknown]}' is no aggregate", $"choose of {string.Join(", ", Enum.GetNames<Aggregate>())}");
        if (QuestionIntervals.Read(question, every, calendar, shift, zone, plant, out var problem) is not { } intervals)
            return Problems.BadRequest(problem!, "write every=5 min, or calendar=day, week, 3 month or shift=early 06:00-14:00 mon-fri with zone=Europe/Berlin, and ask for few intervals");
        if ((intervals.Bounds.Count - 1L) * question.Tags.Count > MaxRows)
            return Problems.BadRequest($"{(intervals.Bounds.Count - 1L) * question.Tags.Count:N0} rows are asked for; at most {MaxRows:N0} are given", "ask for fewer tags or longer intervals");
        var gap = TimeSpan.Zero;
        if (maxGap is not null && !DurationText.TryParse(maxGap, out gap))
            return Problems.BadRequest($"maxGap '{maxGap}' is no duration", "write for example maxGap=10 min");
        var course = new CourseOptions(stepped == true ? Interpolation.Stepped : Interpolation.Sloped, gap);
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        await WriteAsync(json, plant.History, question, intervals, [.. aggregates.Select(a => a!.Value)], course, context.RequestAborted);
        return Results.Empty;
    }

    /// <summary>The tags of an asset and of those below it that are numbers.</summary>
    private static List<IndexedTag> Below(TagIndex index, string asset) =>
    [
        .. index.Tags.Where(t => (t.Definition.Kind.IsNumeric() || t.Definition.Kind == TagKind.Boolean)
            && t.Asset.StartsWith(asset, StringComparison.OrdinalIgnoreCase) && (t.Asset.Length == asset.Length || asset.Length == 0 || t.Asset[asset.Length] == '/')),
    ];

    private static async Task WriteAsync(
        Utf8JsonWriter json, IHistoryStore history, HistoryQuestion question, QuestionIntervals intervals, Aggregate[] aggregates, CourseOptions course,
        CancellationToken cancellation)
    {
        json.WriteStartObject();
        json.WriteStartArray("aggregates");
        foreach (var name in aggregates)
            json.WriteStringValue(name.ToString());
        json.WriteEndArray();
        json.WriteStartArray("series");
        foreach (var asked in question.Tags)
        {
            json.WriteStartObject();
            json.WriteString("tag", asked.Path);
            json.WriteString("unit", asked.Definition.Unit?.Symbol);
            json.WriteStartArray("intervals");
            var rows = 0;
            await foreach (var row in history.AggregateAsync([asked.Definition.Id], intervals.Bounds, aggregates, course, cancellation))
            {
                Write(json, row, intervals.Shifts is { } shifts ? (true, shifts[rows]) : default);
                if (++rows % FlushEvery == 0)
                    await json.FlushAsync(cancellation);
            }
            json.WriteEndArray();
            json.WriteEndObject();
            await json.FlushAsync(cancellation);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>An interval: its shift where shifts were asked for, the values in the order of the aggregates, null where there is none, the worst of their qualities, the coverage from 0 to 1.</summary>
    private static void Write(Utf8JsonWriter json, AggregateRow row, (bool IsAsked, string? Name) shift)
    {
        json.WriteStartObject();
        if (shift.IsAsked)
            json.WriteString("shift", shift.Name);
        json.WriteString("from", row.From.ToString());
        json.WriteString("to", row.To.ToString());
        json.WriteStartArray("values");
        var worst = Quality.Good;
        foreach (var value in row.Values)
        {
            if (double.IsFinite(value.Value))
                json.WriteNumberValue(value.Value);
            else
                json.WriteNullValue();
            worst = Quality.Worst(worst, value.Quality);
        }
        json.WriteEndArray();
        json.WriteString("quality", QualityAnswer.WordOf(worst));
        json.WriteNumber("coverage", row.Values[0].Coverage);
        json.WriteEndObject();
    }
}
