using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>Picks one of a server's endpoints: the strongest that fits, and never a weaker one than was configured.</summary>
internal static class EndpointChoice
{
    private const string BinaryTransport = "http://opcfoundation.org/UA-Profile/Transport/uatcp-uasc-uabinary";

    /// <exception cref="UaException">BadSecurityPolicyRejected or BadIdentityTokenRejected: none fits; the sentence lists what is offered.</exception>
    public static EndpointDescription Choose(IReadOnlyList<EndpointDescription> endpoints, OpcUaClientOptions options)
    {
        var secured = endpoints.Where(endpoint => IsUsable(endpoint) && Fits(endpoint, options)).ToList();
        if (secured.Count == 0)
        {
            throw new UaException(
                StatusCodes.BadSecurityPolicyRejected,
                $"the server offers no endpoint with {Wanted(options)}; it offers {Offered(endpoints)}. Choose one of these, or have the server offer what is wanted");
        }
        var fitting = secured.Where(endpoint => Tokens(endpoint, options.User.Type).Any()).ToList();
        if (fitting.Count == 0)
        {
            throw new UaException(
                StatusCodes.BadIdentityTokenRejected,
                $"the server takes no {options.User.Type} sign-in on endpoints with {Wanted(options)}; it takes {Tokens(secured)}");
        }
        return fitting.MaxBy(Strength)!;
    }

    /// <summary>Orders endpoints: encryption before signature before nothing, then the policy.</summary>
    public static int Strength(EndpointDescription endpoint) =>
        ((int)endpoint.SecurityMode * 16) + (SecurityPolicy.Find(endpoint.SecurityPolicyUri)?.Strength ?? 0);

    /// <summary>The token policies of a kind that an endpoint takes. One without any takes Anonymous (OPC 10000-4, 7.14).</summary>
    public static IEnumerable<UserTokenPolicy> Tokens(EndpointDescription endpoint, UserTokenType type)
    {
        if (endpoint.UserIdentityTokens.Count == 0 && type == UserTokenType.Anonymous)
            return [new UserTokenPolicy(null, UserTokenType.Anonymous, null, null, null)];
        return endpoint.UserIdentityTokens.Where(token => token.TokenType == type
            && (string.IsNullOrEmpty(token.SecurityPolicyUri) || SecurityPolicy.Find(token.SecurityPolicyUri) is not null));
    }

    /// <summary>
    /// What a man in the middle would change: the list before the channel was open is compared with the one inside it
    /// (OPC 10000-4, 5.7.2.2).
    /// </summary>
    /// <exception cref="UaException">BadSecurityChecksFailed: the server offers better inside than outside.</exception>
    public static void CheckNoDowngrade(EndpointDescription chosen, IReadOnlyList<EndpointDescription> inside, OpcUaClientOptions options)
    {
        if (inside.Count == 0)
            return;
        var better = inside.Where(endpoint => IsUsable(endpoint) && Fits(endpoint, options) && Tokens(endpoint, options.User.Type).Any()).Select(Strength).DefaultIfEmpty(0).Max();
        if (better > Strength(chosen))
            throw new UaException(StatusCodes.BadSecurityChecksFailed, "the server offers a stronger endpoint than it seemed from outside: somebody in between hides it");
        if (!inside.Any(endpoint => endpoint.SecurityMode == chosen.SecurityMode && endpoint.SecurityPolicyUri == chosen.SecurityPolicyUri))
            throw new UaException(StatusCodes.BadSecurityChecksFailed, "the server does not know the endpoint that it seemed to offer from outside");
    }

    private static bool IsUsable(EndpointDescription endpoint) =>
        SecurityPolicy.Find(endpoint.SecurityPolicyUri) is { } policy
        && (string.IsNullOrEmpty(endpoint.TransportProfileUri) || endpoint.TransportProfileUri == BinaryTransport)
        && (policy.IsNone
            ? endpoint.SecurityMode == MessageSecurityMode.None
            : endpoint.SecurityMode is MessageSecurityMode.Sign or MessageSecurityMode.SignAndEncrypt && endpoint.ServerCertificate is { Length: > 0 });

    private static bool Fits(EndpointDescription endpoint, OpcUaClientOptions options)
    {
        var isNone = endpoint.SecurityMode == MessageSecurityMode.None;
        if (options.Policy is null ? isNone : SecurityPolicy.Find(endpoint.SecurityPolicyUri) != options.Policy)
            return false;
        return options.Mode is null || options.Mode == endpoint.SecurityMode;
    }

    private static string Wanted(OpcUaClientOptions options) =>
        $"{options.Policy?.Name ?? "security"}{(options.Mode is { } mode ? $" and {mode}" : "")}";

    private static string Offered(IReadOnlyList<EndpointDescription> endpoints) => endpoints.Count == 0
        ? "none at all"
        : string.Join(", ", endpoints.Select(e => $"{e.SecurityPolicyUri?.Split('#')[^1]} {e.SecurityMode}").Distinct());

    private static string Tokens(IEnumerable<EndpointDescription> endpoints)
    {
        var names = string.Join(", ", endpoints.SelectMany(e => e.UserIdentityTokens).Select(token => token.TokenType.ToString()).Distinct());
        return names.Length == 0 ? "Anonymous" : names;
    }
}
