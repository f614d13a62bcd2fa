using Microsoft.AspNetCore.Http.HttpResults;
using Millwright.Host.Http.Serving;

namespace Millwright.Host.Http.SignIn;

/// <summary>
/// Stands before every endpoint: who is asking, may they, and was it their page that asked. What is under /api is closed unless its
/// endpoint says otherwise, whether it exists or not.
/// </summary>
internal sealed class SignInGuard(RequestDelegate next, SignInDesk desk)
{
    public const string CookieName = "millwright";
    public const string PageHeader = "X-Millwright";

    private const string Bearer = "Bearer ";

    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var access = endpoint?.Metadata.GetMetadata<Access>();
        var isClosed = endpoint is not null || context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
        if (!isClosed || access is { MinimumRole: null })
        {
            await next(context);
            return;
        }
        var caller = Identify(context);
        var refusal = caller is null ? Problems.Unauthenticated() : Refusal(context, caller, access);
        if (refusal is not null)
        {
            if (caller is null)
                context.Response.Headers.WWWAuthenticate = "Bearer";
            await refusal.ExecuteAsync(context);
            return;
        }
        context.Features.Set(caller);
        await next(context);
    }

    /// <summary>The bearer token a request carries, null for none.</summary>
    public static string? BearerOf(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : null;
    }

    private Caller? Identify(HttpContext context)
    {
        if (BearerOf(context) is { } bearer)
            return desk.BearerOf(bearer);
        return context.Request.Cookies.TryGetValue(CookieName, out var token) ? desk.CallerOf(token, isUse: true) : null;
    }

    private static ProblemHttpResult? Refusal(HttpContext context, Caller caller, Access? access)
    {
        if (caller.Session is not null && !IsFromOurPage(context))
            return Problems.Of(403, "not-from-our-page", $"the request changes something and lacks the header {PageHeader}", $"send {PageHeader}: 1, from a page of this node");
        if (access?.MinimumRole is { } least && caller.Identity.Role < least)
        {
            var needed = least.ToString().ToLowerInvariant();
            return Problems.Of(403, "role", $"{caller.Identity.Name} has the role {caller.Identity.Role.ToString().ToLowerInvariant()}; this asks for {needed}", $"ask somebody with the role {needed}");
        }
        return null;
    }

    /// <summary>A foreign page can make a browser send the cookie from the same host; it can set neither this header nor another Origin.</summary>
    private static bool IsFromOurPage(HttpContext context)
    {
        var request = context.Request;
        var origin = request.Headers.Origin.ToString();
        var isOwnOrigin = origin.Length == 0 || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return isOwnOrigin || !request.Headers.ContainsKey("Upgrade");
        return isOwnOrigin && request.Headers[PageHeader] == "1";
    }
}
