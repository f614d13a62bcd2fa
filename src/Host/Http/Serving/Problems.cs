using Microsoft.AspNetCore.Http.HttpResults;

namespace Millwright.Host.Http.Serving;

/// <summary>Errors of the API: problem details (RFC 9457) with a code for programs and a remedy for people.</summary>
internal static class Problems
{
    private static readonly Dictionary<int, string> Titles = new()
    {
        [400] = "The request is not understood",
        [401] = "Sign in first",
        [403] = "Not allowed",
        [404] = "Not found",
        [409] = "Not now",
        [413] = "The request is too large",
        [421] = "Another host was meant",
        [422] = "The request cannot be followed",
        [429] = "Too many requests",
        [500] = "The node failed",
        [502] = "The device failed",
        [503] = "Not available now",
        [504] = "Not confirmed",
    };

    /// <summary>A problem as an answer.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">A kebab-case word that programs go by.</param>
    /// <param name="detail">What is wrong, naming the thing.</param>
    /// <param name="remedy">What to do about it, one sentence.</param>
    /// <param name="more">Further members.</param>
    public static ProblemHttpResult Of(int status, string code, string detail, string remedy, params (string Name, object? Value)[] more)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = code, ["remedy"] = remedy };
        foreach (var (name, value) in more)
            extensions[name] = value;
        return TypedResults.Problem(
            detail, statusCode: status, title: Titles.GetValueOrDefault(status, "Error"), type: "about:blank", extensions: extensions);
    }

    public static ProblemHttpResult BadRequest(string detail, string remedy) => Of(400, "bad-request", detail, remedy);

    public static ProblemHttpResult Unauthenticated() => Of(401, "unauthenticated", "nobody is signed in", "sign in, or send a bearer token");

    public static ProblemHttpResult NotFound(string code, string detail, string remedy) => Of(404, code, detail, remedy);
}
