using Millwright.Model;

namespace Millwright.Security.Audit;

/// <summary>Something that somebody did, to be recorded.</summary>
/// <param name="Who">The account, or who they said they are.</param>
/// <param name="Role">Their role, null for a stranger.</param>
/// <param name="Via">The face: page, rest, cli, node.</param>
/// <param name="Action">A word: write, sign-in, sign-out, user-add, configuration-load.</param>
/// <param name="Target">What it was done to.</param>
/// <param name="Requested">The value asked for, null where there is none.</param>
/// <param name="Result">done, refused or failed.</param>
/// <param name="Detail">Why, or what else there is to say.</param>
/// <param name="ReadBack">The value found afterwards, null where there is none.</param>
public sealed record AuditEntry(
    string Who, Role? Role, string Via, string Action, string? Target, string? Requested, string Result, string? Detail = null, string? ReadBack = null)
{
    public const string Done = "done";
    public const string Refused = "refused";
    public const string Failed = "failed";
}

/// <summary>An entry in its place in the trail.</summary>
/// <param name="Id">From 1, without holes.</param>
/// <param name="At">When.</param>
/// <param name="Entry">What.</param>
public sealed record AuditRecord(long Id, Timestamp At, AuditEntry Entry);
