using Millwright.Host.Http.Serving;
using Millwright.Host.Http.SignIn;
using Millwright.Model;
using Millwright.Security;
using Millwright.Security.Accounts;
using Millwright.Security.Audit;
using Millwright.Security.Sessions;

namespace Millwright.Host.Http.Resources;

/// <summary>An account as an administrator sees it.</summary>
internal sealed record UserItem(string Name, string Role, bool PasswordSet, Timestamp CreatedAt, Timestamp LastSeen);

/// <summary>A new account.</summary>
internal sealed record NewUser(string? Name, string? Role, string? Password);

/// <summary>For whom a link is wanted; nobody stands for the first administrator.</summary>
internal sealed record SignInLinkRequest(string? Name);

/// <summary>A link that works once, within an hour.</summary>
internal sealed record SignInLink(string Url);

/// <summary>The accounts.</summary>
internal static class UserResource
{
    public static Page<UserItem> List(SignInDesk desk) => new([.. desk.Accounts.All.OrderBy(a => a.Name, StringComparer.OrdinalIgnoreCase).Select(Item)]);

    public static async Task<IResult> Add(HttpContext context, NewUser request, SignInDesk desk)
    {
        if (AccountName.Problem(request.Name) is { } problem)
            return Problems.Of(422, "bad-name", problem, "choose a name such as a.miller");
        if (!Enum.TryParse<Role>(request.Role, ignoreCase: true, out var role) || !Enum.IsDefined(role) || char.IsAsciiDigit(request.Role![0]))
            return Problems.Of(422, "bad-role", $"'{request.Role}' is no role", "choose viewer, operator, engineer or admin");
        if (PasswordPolicy.Check(request.Password ?? "", request.Name!) is { } weak)
            return Problems.Of(422, "weak-password", weak.Problem, weak.Remedy);
        var hash = await Task.Run(() => desk.Hasher.Hash(request.Password!), CancellationToken.None);
        switch (desk.Accounts.Add(request.Name!, role, hash))
        {
            case AccountChange.Exists:
                return Problems.Of(409, "exists", $"there is an account {request.Name} already", "choose another name");
            case AccountChange.Full:
                return Problems.Of(409, "full", $"there are {AccountBook.MaxAccounts} accounts; a node keeps no more", "remove one that nobody uses");
        }
        Record(context, desk, "user-add", request.Name!);
        desk.Accounts.TryFind(request.Name!, out var account);
        return TypedResults.Created($"/api/v1/users/{Uri.EscapeDataString(request.Name!)}", Item(account!));
    }

    public static IResult Remove(HttpContext context, string name, SignInDesk desk)
    {
        switch (desk.Accounts.Remove(name))
        {
            case AccountChange.Unknown:
                return Problems.NotFound("unknown-user", $"there is no account {name}", "see the list of users");
            case AccountChange.LastAdmin:
                return Problems.Of(409, "last-admin", $"{name} is the last who can manage users", "make another administrator first");
            default:
                Record(context, desk, "user-remove", name);
                return TypedResults.NoContent();
        }
    }

    /// <summary>A sign-in link that works once: for an account, or without a name for the first administrator as long as there is no account.</summary>
    public static IResult Link(HttpContext context, SignInLinkRequest request, SignInDesk desk)
    {
        LinkGrant grant;
        if (request.Name is { } name)
        {
            if (!desk.Accounts.TryFind(name, out var account))
                return Problems.NotFound("unknown-user", $"there is no account {name}", "see the list of users");
            grant = new(account.Name, account.Role);
        }
        else
        {
            grant = desk.FirstGrant();
        }
        Record(context, desk, "sign-in-link", grant.Account ?? SignInDesk.NobodyYet);
        return TypedResults.Ok(new SignInLink($"{context.Request.Scheme}://{context.Request.Host}/sign-in?token={desk.Links.Issue(grant)}"));
    }

    private static void Record(HttpContext context, SignInDesk desk, string action, string target)
    {
        var who = Caller.Of(context).Identity;
        desk.Record(who.Name, who.Role, who.Via, action, target, AuditEntry.Done);
    }

    private static UserItem Item(Account account) =>
        new(account.Name, account.Role.ToString().ToLowerInvariant(), account.PasswordHash is not null, account.CreatedAt, account.LastSeen);
}
