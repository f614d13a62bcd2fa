using Millwright.Host.Http.Serving;
using Millwright.Host.Http.SignIn;
using Millwright.Model;
using Millwright.Security;
using Millwright.Security.Accounts;
using Millwright.Security.Audit;

namespace Millwright.Host.Http.Resources;

/// <summary>A lasting token as an administrator sees it; the last use is since the node's start.</summary>
internal sealed record TokenItem(string Name, string Role, Timestamp CreatedAt, string CreatedBy, Timestamp ExpiresAt, Timestamp LastUsed);

/// <summary>A token that is wanted; without days it never ends.</summary>
internal sealed record NewToken(string? Name, string? Role, int? Days);

/// <summary>A new token: the only time that it is told.</summary>
internal sealed record IssuedToken(string Name, string Role, Timestamp ExpiresAt, string Token);

/// <summary>Lasting tokens for programs.</summary>
internal static class TokenResource
{
    public static Page<TokenItem> List(SignInDesk desk) => new(
        [.. desk.Lasting.All.Select(t => new TokenItem(t.Token.Name, WordOf(t.Token.Role), t.Token.CreatedAt, t.Token.CreatedBy, t.Token.ExpiresAt, t.LastUsed))]);

    public static IResult Add(HttpContext context, NewToken request, SignInDesk desk)
    {
        if (AccountName.Problem(request.Name) is { } problem)
            return Problems.Of(422, "bad-name", problem, "choose a name such as grafana");
        if (!Enum.TryParse<Role>(request.Role, ignoreCase: true, out var role) || !Enum.IsDefined(role) || char.IsAsciiDigit(request.Role![0]))
            return Problems.Of(422, "bad-role", $"'{request.Role}' is no role", "choose viewer, operator, engineer or admin");
        if (request.Days is { } days && (days < 1 || days > TokenBook.MaxLifetime.TotalDays))
            return Problems.Of(422, "bad-lifetime", $"{days} days is out of range", $"choose 1 to {TokenBook.MaxLifetime.TotalDays:0}, or none for ever");
        var who = Caller.Of(context).Identity;
        TimeSpan? lifetime = request.Days is { } wanted ? TimeSpan.FromDays(wanted) : null;
        switch (desk.Lasting.Add(request.Name!, role, who.Name, lifetime, out var token))
        {
            case AccountChange.Exists:
                return Problems.Of(409, "exists", $"there is a token {request.Name} already", "remove it first, or choose another name");
            case AccountChange.Full:
                return Problems.Of(409, "full", $"there are {TokenBook.MaxTokens} tokens; a node keeps no more", "remove one that nobody uses");
        }
        desk.Record(who.Name, who.Role, who.Via, "token-add", request.Name, AuditEntry.Done, $"role {WordOf(role)}");
        var made = desk.Lasting.All.Single(t => string.Equals(t.Token.Name, request.Name, StringComparison.OrdinalIgnoreCase)).Token;
        return TypedResults.Created($"/api/v1/tokens/{Uri.EscapeDataString(made.Name)}", new IssuedToken(made.Name, WordOf(role), made.ExpiresAt, token!));
    }

    public static IResult Remove(HttpContext context, string name, SignInDesk desk)
    {
        if (desk.Lasting.Remove(name) == AccountChange.Unknown)
            return Problems.NotFound("unknown-token", $"there is no token {name}", "see the list of tokens");
        var who = Caller.Of(context).Identity;
        desk.Record(who.Name, who.Role, who.Via, "token-remove", name, AuditEntry.Done);
        return TypedResults.NoContent();
    }

    private static string WordOf(Role role) => role.ToString().ToLowerInvariant();
}
