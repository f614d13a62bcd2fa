using Millwright.Historian.Annotations;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.SignIn;
using Millwright.Host.Http.Values;
using Millwright.Host.Http.View;
using Millwright.Model;
using Millwright.Security.Audit;

namespace Millwright.Host.Http.Annotations;

/// <summary>What people, batches and events say of ranges of time.</summary>
internal static class AnnotationResource
{
    /// <summary>Those that touch a range and are about a tag or asset, one above it or one below it.</summary>
    public static IResult List(IPlantView plant, TimeProvider clock, string? path, string? from, string? to, int? limit, string? after)
    {
        var now = Timestamp.Now(clock);
        if (!TimeExpression.TryParse(from ?? "now-7d", now, out var start) || !TimeExpression.TryParse(to ?? "now", now, out var end) || end <= start)
            return Problems.BadRequest("from or to is no time, or the range ends before it begins", "write ISO 8601, now, or now-90m with s, m, h, d or w");
        TagPath about = default;
        if (!string.IsNullOrEmpty(path) && !TryFind(plant, path, out about))
            return Unknown(plant, path);
        return TypedResults.Ok(Paging.Cut([.. plant.Annotations.Find(about, start, end).Select(a => Answer(plant, a))], Paging.Limit(limit, 1_000), after));
    }

    public static IResult Add(HttpContext context, AnnotationBody body, IPlantView plant, SignInDesk desk, TimeProvider clock)
    {
        if (!TryFind(plant, body.Path ?? "", out var about))
            return Unknown(plant, body.Path ?? "");
        var now = Timestamp.Now(clock);
        if (!TimeExpression.TryParse(body.From ?? "now", now, out var from))
            return Problems.Of(422, "bad-time", $"from '{body.From}' is no time", "write ISO 8601, now, or now-90m with s, m, h, d or w");
        var to = from;
        if (body.To is not null && !TimeExpression.TryParse(body.To, now, out to))
            return Problems.Of(422, "bad-time", $"to '{body.To}' is no time", "write ISO 8601, now, or now-90m with s, m, h, d or w");
        var who = Caller.Of(context).Identity;
        try
        {
            var added = plant.Annotations.Add(about, from, to, body.Kind ?? "note", body.Text ?? "", who.Name);
            desk.Record(who.Name, who.Role, who.Via, "annotation-add", body.Path, AuditEntry.Done, added.Id.ToString());
            return TypedResults.Created($"/api/v1/history/annotations/{added.Id}", Answer(plant, added));
        }
        catch (ArgumentException e)
        {
            return Problems.Of(422, "bad-annotation", e.Message.Split(" (Parameter", 2)[0], "let it end after it begins, name a kind of up to 64 characters, and keep the text short");
        }
        catch (IOException e)
        {
            return NotKept(e);
        }
    }

    public static IResult Remove(HttpContext context, Guid id, IPlantView plant, SignInDesk desk)
    {
        try
        {
            if (!plant.Annotations.Remove(id))
                return Problems.NotFound("unknown-annotation", $"there is no annotation {id}", "see the list of annotations");
        }
        catch (IOException e)
        {
            return NotKept(e);
        }
        var who = Caller.Of(context).Identity;
        desk.Record(who.Name, who.Role, who.Via, "annotation-remove", id.ToString(), AuditEntry.Done);
        return TypedResults.NoContent();
    }

    private static IResult NotKept(IOException failure) => Problems.Of(503, "not-stored", $"the disk failed: {failure.Message}", "nothing was changed; repair or free the disk and try again");

    private static bool TryFind(IPlantView plant, string relative, out TagPath path)
    {
        if (!plant.TryFull(relative, out path))
            return false;
        var full = path;
        return plant.Tags.TryFind(path, out _) || plant.Assets.Any(a => a.Path == full);
    }

    private static IResult Unknown(IPlantView plant, string path) => Problems.NotFound(
        "unknown-path", $"there is no tag and no asset '{path}'", NearestPath.Find(plant, path) is { } near ? $"did you mean {near}?" : "send the path of a tag or asset, relative to the plant");

    private static AnnotationAnswer Answer(IPlantView plant, Annotation a) => new(a.Id, plant.Relative(a.Path), a.From, a.To, a.Kind, a.Text, a.Author, a.At);
}
