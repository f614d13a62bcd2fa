using System.Security.Cryptography.X509Certificates;
using System.Text;
using Millwright.Mqtt.Access;
using Millwright.Mqtt.Messages;
using Millwright.Publish.Plant;

namespace Millwright.Publish.Mqtt.Access;

/// <summary>Who may connect: an account with its password, a certificate that the TLS handshake proved, or anybody where anonymous clients are allowed.</summary>
/// <param name="users">The accounts; null where they may not connect.</param>
/// <param name="allowAnonymous">Whether a client may say nothing of itself.</param>
internal sealed class ClientGate(IPlantUsers? users, bool allowAnonymous) : IMqttAuthenticator, IDisposable
{
    /// <summary>Hashes at once; the others wait, as long as the broker lets a client take to connect.</summary>
    private const int AtOnce = 4;

    private static readonly ClientIdentity Anybody = new(ProofKind.Anonymous, "");

    private readonly SemaphoreSlim _turn = new(AtOnce);

    public ValueTask<AuthenticationResult> AuthenticateAsync(ConnectRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.AuthenticationMethod is not null)
            return ValueTask.FromResult(AuthenticationResult.Refuse(MqttReasonCode.BadAuthenticationMethod));
        if (request is { UserName: { } name, Password: { } password })
        {
            return users is null
                ? ValueTask.FromResult(AuthenticationResult.Refuse(MqttReasonCode.BadUserNameOrPassword))
                : SignInAsync(users, name, Encoding.UTF8.GetString(password), request.Peer, cancellation);
        }
        if (request.Certificate is { } certificate)
            return ValueTask.FromResult(AuthenticationResult.Accept(new ClientIdentity(ProofKind.Certificate, NameOf(certificate))));
        return ValueTask.FromResult(allowAnonymous
            ? AuthenticationResult.Accept(Anybody)
            : AuthenticationResult.Refuse(MqttReasonCode.NotAuthorized));
    }

    public void Dispose() => _turn.Dispose();

    public ValueTask<AuthenticationResult> ContinueAsync(ConnectRequest request, byte[] data, bool again, CancellationToken cancellation) =>
        ValueTask.FromResult(AuthenticationResult.Refuse(MqttReasonCode.BadAuthenticationMethod));

    private async ValueTask<AuthenticationResult> SignInAsync(IPlantUsers accounts, string name, string password, string peer, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await accounts.SignInAsync(name, password, peer, cancellation).ConfigureAwait(false) is { } identity
                ? AuthenticationResult.Accept(new ClientIdentity(ProofKind.User, identity.Name))
                : AuthenticationResult.Refuse(MqttReasonCode.BadUserNameOrPassword);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static string NameOf(X509Certificate2 certificate) => certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
}
