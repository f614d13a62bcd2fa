using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>What clients are told about the ways in (OPC 10000-4, 5.5.2 and 5.5.4).</summary>
internal sealed class EndpointList(OpcUaServerOptions options, Func<byte[]?> certificate)
{
    /// <summary>UA TCP, UA Secure Conversation, UA binary.</summary>
    public const string TransportProfile = "http://opcfoundation.org/UA-Profile/Transport/uatcp-uasc-uabinary";

    public const string AnonymousPolicy = "anonymous";
    public const string UserNamePolicy = "username";
    public const string CertificatePolicy = "certificate";
    public const string IssuedTokenPolicy = "issued-token";

    // What a stranger sends comes back several times: no more than a URL can be (OPC 10000-6, 7.1.2.3).
    private const int MaxUrlLength = 4096;

    private const string JwtProfile = "http://opcfoundation.org/UA/UserToken#JWT";

    public IReadOnlyList<EndpointDescription> Describe(string? usedUrl)
    {
        var server = DescribeServer(usedUrl);
        return [.. server.DiscoveryUrls.SelectMany(url => options.Channels.Offered.Select(offered => Endpoint(url, server, offered)))];
    }

    public ApplicationDescription DescribeServer(string? usedUrl)
    {
        string?[] urls = options.EndpointUrls.Count > 0 ? [.. options.EndpointUrls] : [usedUrl is { Length: <= MaxUrlLength } ? usedUrl : ""];
        return new ApplicationDescription(
            options.ApplicationUri, options.ProductUri, new LocalizedText(options.ApplicationName), ApplicationType.Server, null, null, urls);
    }

    /// <summary>The policy a secret is encrypted with; null when it travels as it is.</summary>
    public SecurityPolicy? SecretPolicy(SecurityPolicy channel) => !channel.IsNone ? channel : certificate() is null ? null : SecurityPolicy.Basic256Sha256;

    private EndpointDescription Endpoint(string? url, ApplicationDescription server, OfferedSecurity offered) => new(
        url, server, certificate(), offered.Mode, offered.Policy.Uri, Tokens(offered.Policy), TransportProfile, Level(offered));

    private List<UserTokenPolicy> Tokens(SecurityPolicy policy)
    {
        var users = options.Users;
        var secret = SecretPolicy(policy);
        // On an endpoint with security the channel's policy counts; without, the policy that encrypts the secret must be named.
        var secretUri = policy.IsNone ? (secret ?? SecurityPolicy.None).Uri : null;
        var canHide = secret is not null || users.AllowPlainPasswords;
        List<UserTokenPolicy> tokens = [];
        if (users.AllowAnonymous)
            tokens.Add(new UserTokenPolicy(AnonymousPolicy, UserTokenType.Anonymous, null, null, null));
        if (users.UserName is not null && canHide)
            tokens.Add(new UserTokenPolicy(UserNamePolicy, UserTokenType.UserName, null, null, secretUri));
        if (users.Certificate is not null && secret is not null)
            tokens.Add(new UserTokenPolicy(CertificatePolicy, UserTokenType.Certificate, null, null, secretUri));
        if (users.IssuedToken is not null && canHide)
            tokens.Add(new UserTokenPolicy(IssuedTokenPolicy, UserTokenType.IssuedToken, JwtProfile, null, secretUri));
        return tokens;
    }

    // Encryption weighs more than the policy.
    private static byte Level(OfferedSecurity offered) => (byte)(offered.Mode switch
    {
        MessageSecurityMode.SignAndEncrypt => 100 + offered.Policy.Strength,
        MessageSecurityMode.Sign => 50 + offered.Policy.Strength,
        _ => 0,
    });
}
