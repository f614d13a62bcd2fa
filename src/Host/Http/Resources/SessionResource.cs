using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.SignIn;
using Millwright.Host.Http.View;
using Millwright.Security;
using Millwright.Security.Accounts;
using Millwright.Security.Audit;
using Millwright.Security.Sessions;

namespace Millwright.Host.Http.Resources;

/// <summary>A sign-in.</summary>
internal sealed record SignInRequest(string? Name, string? Password);

/// <summary>A new password; with a link the first time also the account's name, else the present password where there is one.</summary>
internal sealed record PasswordRequest(string? Name, string? Password, string? CurrentPassword);

/// <summary>Who is signed in.</summary>
internal sealed record UserAnswer(string Name, string Role, bool PasswordSet, string SignedInBy, string Plant, string Version);

/// <summary>Signing in and out, and one's own password.</summary>
internal static class SessionResource
{
    private const int MaxTyped = 1_000;

    /// <summary>The link that the node printed.</summary>
    public static IResult UseLink(HttpContext context, string token, SignInDesk desk)
    {
        var granted = desk.Links.TryRedeem(token, out var grant);
        var session = granted ? desk.Sessions.Open(grant!.Account, grant.Role, SignInMethod.Link) : null;
        desk.Record(grant?.Account ?? SignInDesk.NobodyYet, grant?.Role, "page", "sign-in", Remote(context), session is null ? AuditEntry.Failed : AuditEntry.Done, "one-time link");
        if (session is null)
            return Results.Extensions.SeeOther("/sign-in?failed=link");
        SignInCookie.Set(context, session);
        return Results.Extensions.SeeOther("/");
    }

    public static async Task<IResult> SignIn(HttpContext context, SignInRequest request, SignInDesk desk, IPlantView plant, CancellationToken cancellation)
    {
        if (request is not { Name.Length: > 0 and <= MaxTyped, Password.Length: > 0 and <= MaxTyped })
            return Problems.BadRequest("name and password are needed", "send both as strings");
        if (await desk.TryPasswordAsync(request.Name, request.Password, context.Connection.RemoteIpAddress, cancellation) is not { } attempt)
            return TooMany(context, TimeSpan.FromSeconds(1));
        if (attempt.IsLocked)
            return TooMany(context, attempt.RetryAfter);
        // Somebody may have typed the password where the name belongs: only known names are recorded.
        var name = attempt.Account?.Name ?? (desk.Accounts.TryFind(request.Name, out var known) ? known.Name : "unknown");
        var token = attempt.Account is { } account ? desk.Sessions.Open(account.Name, account.Role, SignInMethod.Password) : null;
        desk.Record(name, attempt.Account?.Role, "page", "sign-in", Remote(context), token is null ? AuditEntry.Failed : AuditEntry.Done, "password");
        if (attempt.Account is null)
            return Problems.Of(401, "bad-credentials", "the name or the password is wrong", "try again, or ask an administrator for a new password");
        if (token is null)
            return TooMany(context, TimeSpan.FromMinutes(1));
        SignInCookie.Set(context, token);
        return TypedResults.Ok(Answer(desk.CallerOf(token, isUse: true)!, plant));
    }

    public static UserAnswer Get(HttpContext context, IPlantView plant) => Answer(Caller.Of(context), plant);

    public static IResult SignOut(HttpContext context, SignInDesk desk)
    {
        var caller = Caller.Of(context);
        if (caller.Session is { } session)
        {
            desk.Sessions.Close(session.Id);
            desk.Record(caller.Identity.Name, caller.Identity.Role, caller.Identity.Via, "sign-out", Remote(context), AuditEntry.Done);
        }
        SignInCookie.Clear(context);
        return TypedResults.NoContent();
    }

    public static async Task<IResult> SetPassword(HttpContext context, PasswordRequest request, SignInDesk desk, CancellationToken cancellation)
    {
        var caller = Caller.Of(context);
        if (caller.Session is not { } session)
            return Problems.Of(403, "no-session", "a token has no password", "sign in on the page");
        if (request.Password is not { Length: > 0 } password)
            return Problems.BadRequest("the password is missing", "send it as a string");
        var isFirst = session.Account is null;
        var name = isFirst ? request.Name?.Trim() : session.Account;
        if (AccountName.Problem(name) is { } problem)
            return Problems.Of(422, "bad-name", problem, "choose a name such as a.miller");
        if (PasswordPolicy.Check(password, name!) is { } weak)
            return Problems.Of(422, "weak-password", weak.Problem, weak.Remedy);
        if (!isFirst && caller.Method == SignInMethod.Password && await CurrentProblem(context, request, name!, desk, cancellation) is { } wrong)
            return wrong;
        var hash = await Task.Run(() => desk.Hasher.Hash(password), CancellationToken.None);
        var change = isFirst ? desk.Accounts.Add(name!, session.Role, hash) : desk.Accounts.SetPassword(name!, hash);
        if (change != AccountChange.Done)
            return Problems.Of(409, "exists", $"there is an account {name} already", "choose another name");
        if (isFirst)
        {
            desk.Links.RevokeAll();
            desk.Sessions.CloseNameless();
        }
        desk.Sessions.Close(session.Id);
        if (desk.Sessions.Open(name, session.Role, SignInMethod.Password) is { } token)
            SignInCookie.Set(context, token);
        desk.Record(name!, caller.Identity.Role, "page", isFirst ? "user-add" : "password-change", name, AuditEntry.Done);
        return TypedResults.NoContent();
    }

    private static async ValueTask<IResult?> CurrentProblem(
        HttpContext context, PasswordRequest request, string name, SignInDesk desk, CancellationToken cancellation)
    {
        var attempt = await desk.TryPasswordAsync(name, request.CurrentPassword ?? "", context.Connection.RemoteIpAddress, cancellation);
        if (attempt is not { IsLocked: false })
            return TooMany(context, attempt?.RetryAfter ?? TimeSpan.FromSeconds(1));
        return attempt.Value.Account is null ? Problems.Of(403, "wrong-password", "the present password is wrong", "type the password you signed in with") : null;
    }

    private static ProblemHttpResult TooMany(HttpContext context, TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(Math.Max(1, wait.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Problems.Of(429, "too-many-attempts", "too many attempts to sign in", $"wait {seconds} s and try again");
    }

    private static UserAnswer Answer(Caller caller, IPlantView plant) => new(
        caller.Identity.Name, Word(caller.Identity.Role), caller.HasPassword, caller.Method.ToString().ToLowerInvariant(), plant.Plant.ToString(), plant.Node.Version);

    private static string Remote(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    private static string Word(Role role) => role.ToString().ToLowerInvariant();
}
