using System.Globalization;
using Millwright.Control.Audit;
using Millwright.Host.Http.Serving;
using Millwright.Model;
using Millwright.Security.Audit;

namespace Millwright.Host.Http.Resources;

/// <summary>A record of the audit trail.</summary>
internal sealed record AuditAnswer(
    long Id, Timestamp At, string Who, string? Role, string Via, string Action, string? Target, string? Requested, string Result, string? Detail, string? ReadBack);

/// <summary>A page of the audit trail, newest first.</summary>
internal sealed record AuditPage(IReadOnlyList<AuditAnswer> Items, string? Next, bool ChainIntact, string? Damage);

internal static class AuditResource
{
    private const int MaxLimit = 1_000;

    public static IResult List(IAuditTrail audit, int? limit, string? after)
    {
        long? before = null;
        if (!string.IsNullOrEmpty(after))
        {
            if (!long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                return Problems.BadRequest($"'{after}' is no page", "send the next of the page before, or nothing");
            before = id;
        }
        var records = audit.Read(Paging.Limit(limit, 100, MaxLimit), before);
        var next = records.Count > 0 && records[^1].Id > 1 ? records[^1].Id.ToString(CultureInfo.InvariantCulture) : null;
        var damage = audit.Status.Damage;
        return TypedResults.Ok(new AuditPage([.. records.Select(Answer)], next, damage is null, damage?.ToString()));
    }

    private static AuditAnswer Answer(AuditRecord record)
    {
        var entry = record.Entry;
        return new(
            record.Id, record.At, entry.Who, entry.Role?.ToString().ToLowerInvariant(), entry.Via, entry.Action, entry.Target, entry.Requested,
            entry.Result, entry.Detail, entry.ReadBack);
    }
}
