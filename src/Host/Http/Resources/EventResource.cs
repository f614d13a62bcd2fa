using System.ComponentModel;
using Millwright.Historian.Events;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.Values;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Http.Resources;

/// <summary>What happened, and what conditions stand now.</summary>
internal static class EventResource
{
    private const int UsualLimit = 100;

    public static IResult List(
        HttpContext context, IPlantView plant, TimeProvider clock,
        [Description("ISO 8601, now, or now-90m; a day ago where left out")] string? from,
        [Description("not included; all that follows where left out")] string? to,
        [Description("a path; with what lies below it")] string? asset,
        string? connection,
        [Description("the least, 1 to 1000")] int? severity,
        string? type,
        [Description("the source's name of a condition")] string? condition,
        [Description("a part of the message or the source's name")] string? text,
        [Description("asc for the oldest first")] string? order,
        int? limit, string? after)
    {
        var now = Timestamp.Now(clock);
        if (!TimeExpression.TryParse(from ?? "now-1d", now, out var start) || !TryEnd(to, now, out var end))
            return Problems.BadRequest("from or to is no time", "write ISO 8601, now, or now-90m with s, m, h, d or w");
        if (end <= start)
            return Problems.BadRequest("the range ends before it begins", "let from be before to");
        if (order is not (null or "asc" or "desc"))
            return Problems.BadRequest($"'{order}' is no order", "write asc or desc");
        if (!TryAsset(plant, asset, out var within))
            return Problems.BadRequest($"'{asset}' is no path", "write a path below the plant");
        EventPlace? place = null;
        if (!string.IsNullOrEmpty(after))
        {
            if (!EventPlace.TryParse(after, out var read))
                return Problems.BadRequest($"'{after}' is no page", "send the next of the page before, or nothing");
            place = read;
        }
        var query = new EventQuery(start, end)
        {
            Asset = within,
            Connection = connection,
            MinSeverity = severity ?? EventLimits.MinSeverity,
            Type = type,
            Condition = condition,
            Text = text,
            OldestFirst = order == "asc",
            Limit = Paging.Limit(limit, UsualLimit, EventQuery.MaxLimit),
            After = place,
        };
        var page = plant.Events.Query(query, context.RequestAborted);
        return TypedResults.Ok(new Page<EventAnswer>([.. page.Events.Select(e => EventAnswer.Of(e, plant))], page.Next?.ToString()));
    }

    public static IResult Standing(IPlantView plant, string? asset, string? connection, int? severity, int? limit, string? after)
    {
        if (!TryAsset(plant, asset, out var within))
            return Problems.BadRequest($"'{asset}' is no path", "write a path below the plant");
        var standing = plant.Conditions.Standing
            .Where(e => e.Source.IsWithin(within) && e.Severity >= (severity ?? EventLimits.MinSeverity) && (connection is null || e.Connection == connection))
            .ToList();
        var page = Paging.Cut(standing, Paging.Limit(limit, UsualLimit), after);
        return TypedResults.Ok(new Page<EventAnswer>([.. page.Items.Select(e => EventAnswer.Of(e, plant))], page.Next, page.Total));
    }

    private static bool TryEnd(string? to, Timestamp now, out Timestamp end)
    {
        // A device's clock may run ahead: without an end nothing is too new.
        end = Timestamp.MaxValue;
        return to is null || TimeExpression.TryParse(to, now, out end);
    }

    private static bool TryAsset(IPlantView plant, string? asset, out TagPath within)
    {
        within = default;
        return string.IsNullOrEmpty(asset) || plant.TryFull(asset, out within);
    }
}
