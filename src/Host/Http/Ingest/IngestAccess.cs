using System.Net.Http.Headers;
using System.Text;
using Millwright.Host.Http.SignIn;
using Millwright.Security;

namespace Millwright.Host.Http.Ingest;

/// <summary>Finds the token of a client of InfluxDB: <c>Token</c> or <c>Bearer</c>, or the password of Basic or of <c>u</c> and <c>p</c> as version 1 sends it.</summary>
internal static class IngestAccess
{
    /// <summary>Who is asking; null for nobody who is known. A session's cookie counts for nothing here.</summary>
    public static Caller? Identify(HttpRequest request, SignInDesk desk) => TokenOf(request) is { Length: > 0 } token ? desk.BearerOf(token) : null;

    /// <summary>Operators and above, and whom the connection names.</summary>
    public static bool MayWrite(Caller caller, IngestTarget target)
    {
        const string token = "token:";
        return caller.Identity.Role >= Role.Operator
            || (caller.Identity.Name.StartsWith(token, StringComparison.Ordinal)
                && target.Options.Writers.Contains(caller.Identity.Name[token.Length..], StringComparer.OrdinalIgnoreCase));
    }

    private static string? TokenOf(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header))
            return request.Query["p"];
        return header.Scheme.ToUpperInvariant() switch
        {
            "TOKEN" or "BEARER" => header.Parameter,
            "BASIC" => PasswordOf(header.Parameter),
            _ => null,
        };
    }

    private static string? PasswordOf(string? credentials)
    {
        var bytes = new byte[credentials?.Length ?? 0];
        if (!Convert.TryFromBase64String(credentials ?? "", bytes, out var length))
            return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return text.IndexOf(':') is var colon and >= 0 ? text[(colon + 1)..] : null;
    }
}
