namespace Millwright.Host.Http.SignIn;

/// <summary>The session's cookie: out of reach of scripts and of other sites; it ends with the browser.</summary>
internal static class SignInCookie
{
    public static void Set(HttpContext context, string token) => context.Response.Cookies.Append(SignInGuard.CookieName, token, Options(context));

    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(SignInGuard.CookieName, Options(context));

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = "/",
        IsEssential = true,
    };
}
