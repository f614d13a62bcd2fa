using System.Globalization;
using Millwright.Control.Audit;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.SignIn;
using Millwright.Host.Http.View;
using Millwright.Model;
using Millwright.Security.Audit;

namespace Millwright.Host.Http.Resources;

/// <summary>What was deleted; the samples are gone from the disk and from the roll-ups.</summary>
internal sealed record DeletionDone(string Tag, Timestamp From, Timestamp To, long Deleted);

/// <summary>Deletes a tag's samples of a range; fails closed: nothing goes without a record of who wanted it.</summary>
internal static class DeletionResource
{
    public static async Task<IResult> Delete(HttpContext context, IPlantView plant, IAuditTrail audit, TimeProvider clock, string? tag, string? from, string? to)
    {
        // A range that is not written is not meant.
        if (from is null || to is null)
            return Problems.BadRequest("from or to is missing", "send both; the range is from <= time < to");
        if (HistoryQuestion.Read(plant, clock, tag is null ? null : [tag], from, to, out var unanswered) is not { } question)
            return unanswered!;
        var (asked, who) = (question.Tags[0], Caller.Of(context).Identity);
        var range = $"{question.From} to {question.To}";
        try
        {
            audit.Append(new(who.Name, who.Role, who.Via, "history-delete-begin", asked.Path, range, AuditEntry.Done));
        }
        catch (AuditUnavailableException e)
        {
            return Problems.Of(503, "audit-unavailable", e.Problem, e.Remedy);
        }
        try
        {
            // Not the request's own cancellation: half a deletion would be the worst of both.
            var deleted = await Task.Run(() => plant.DeleteHistory(asked.Definition.Id, question.From, question.To, CancellationToken.None), CancellationToken.None);
            Record(AuditEntry.Done, string.Create(CultureInfo.InvariantCulture, $"{deleted} samples"));
            return TypedResults.Ok(new DeletionDone(asked.Path, question.From, question.To, deleted));
        }
        catch (IOException e)
        {
            Record(AuditEntry.Failed, e.Message);
            return Problems.Of(503, "not-deleted", e.Message, "some may be gone already: repair the disk or the file and ask again");
        }

        void Record(string result, string detail)
        {
            try
            {
                audit.Append(new(who.Name, who.Role, who.Via, "history-delete", asked.Path, range, result, detail));
            }
            catch (AuditUnavailableException)
            {
                // That it was asked for is recorded; the trail raises its own alarm.
            }
        }
    }
}
