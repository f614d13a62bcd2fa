using System.Globalization;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.Values;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Http.Resources;

/// <summary>A question to the history, checked.</summary>
internal sealed record HistoryQuestion(IReadOnlyList<IndexedTag> Tags, Timestamp From, Timestamp To)
{
    public const int MaxTags = 64;

    /// <summary>What a file with the answer is called, without its ending: tag and range, so that two downloads are told apart.</summary>
    public string FileName => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Tags.Count == 1 ? Tags[0].Path.Replace('/', '_') : $"{Tags.Count}_tags")}_{From.ToDateTime():yyyyMMdd'T'HHmmss'Z'}_{To.ToDateTime():yyyyMMdd'T'HHmmss'Z'}");

    /// <summary>Reads a question; null with the reason when it cannot be answered.</summary>
    /// <param name="plant">The plant.</param>
    /// <param name="clock">For times that count from now.</param>
    /// <param name="tags">The paths of the tags.</param>
    /// <param name="from">The beginning, an hour ago without.</param>
    /// <param name="to">The end, now without.</param>
    /// <param name="problem">Why it cannot be answered.</param>
    /// <param name="known">Tags that were found already, in the place of paths.</param>
    public static HistoryQuestion? Read(
        IPlantView plant, TimeProvider clock, string[]? tags, string? from, string? to, out IResult? problem, IReadOnlyList<IndexedTag>? known = null)
    {
        problem = null;
        var now = Timestamp.Now(clock);
        var isFrom = TimeExpression.TryParse(from ?? "now-1h", now, out var start);
        var isTo = TimeExpression.TryParse(to ?? "now", now, out var end);
        if (!isFrom || !isTo)
            problem = Problems.BadRequest("from or to is no time", "write ISO 8601, now, or now-90m with s, m, h, d or w");
        else if (end <= start)
            problem = Problems.BadRequest("the range ends before it begins", "let from be before to");
        else if (known is null && tags is not { Length: > 0 and <= MaxTags })
            problem = Problems.BadRequest("the tags are missing or too many", $"send ?tag=path once to {MaxTags} times");
        var found = new List<IndexedTag>();
        foreach (var path in problem is null ? tags ?? [] : [])
        {
            if (plant.TryFindTag(path, out var handle))
                found.Add(TagResource.Indexed(plant, handle));
            else
                problem ??= TagResource.Unknown(plant, path);
        }
        return problem is null ? new(known ?? found, start, end) : null;
    }
}
