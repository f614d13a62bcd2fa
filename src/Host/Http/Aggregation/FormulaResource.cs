using System.Text.Json;
using Millwright.Historian;
using Millwright.Historian.Calculations;
using Millwright.Host.Http.Resources;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.Values;
using Millwright.Host.Http.View;

namespace Millwright.Host.Http.Aggregation;

/// <summary>A formula over tags, worked out where one of them has a sample.</summary>
internal static class FormulaResource
{
    private const int FlushEvery = 1_000;

    public static async Task<IResult> Get(HttpContext context, IPlantView plant, TimeProvider clock, string? formula, string? from, string? to, int? limit)
    {
        Formula parsed;
        try
        {
            parsed = Formula.Parse(formula ?? "");
        }
        catch (FormatException e)
        {
            return Problems.BadRequest($"the formula cannot be read: {e.Message}", "write tags in square brackets, as in ([line1/press3/power] + [line1/press4/power]) / 1000");
        }
        if (parsed.Tags.Count is 0 or > HistoryQuestion.MaxTags)
            return Problems.BadRequest($"the formula names {parsed.Tags.Count} tags", $"name 1 to {HistoryQuestion.MaxTags}, each in square brackets");
        if (HistoryQuestion.Read(plant, clock, [.. parsed.Tags.Select(t => t.ToString())], from, to, out var unanswered) is not { } question)
            return unanswered!;
        var most = Paging.Limit(limit, 10_000);
        var calculated = new CalculatedTag(parsed, [.. question.Tags.Select(t => t.Definition.Id)]);
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartArray("samples");
        var count = 0;
        await foreach (var sample in calculated.ReadAsync(plant.History, question.From, question.To, most + 1, context.RequestAborted))
        {
            if (++count > most)
                break;
            Write(json, sample);
            if (count % FlushEvery == 0)
                await json.FlushAsync(context.RequestAborted);
        }
        json.WriteEndArray();
        json.WriteBoolean("truncated", count > most);
        json.WriteEndObject();
        return Results.Empty;
    }

    private static void Write(Utf8JsonWriter json, StoredSample sample)
    {
        json.WriteStartObject();
        json.WriteString("time", sample.SourceTime.ToString());
        if (sample.Value.TryGetDouble(out var value) && double.IsFinite(value))
            json.WriteNumber("value", value);
        else
            json.WriteNull("value");
        json.WriteString("quality", QualityAnswer.WordOf(sample.Quality));
        json.WriteEndObject();
    }
}
