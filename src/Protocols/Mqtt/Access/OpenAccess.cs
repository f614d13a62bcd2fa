using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Access;

/// <summary>Everybody may do everything: for tests, and for a broker behind something that decides.</summary>
public sealed class OpenAccess : IMqttAuthenticator, IMqttAuthorizer
{
    public ValueTask<AuthenticationResult> AuthenticateAsync(ConnectRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult(request.AuthenticationMethod is null
            ? AuthenticationResult.Accept(new MqttIdentity(request.UserName ?? request.ClientId))
            : AuthenticationResult.Refuse(MqttReasonCode.BadAuthenticationMethod));

    public ValueTask<AuthenticationResult> ContinueAsync(ConnectRequest request, byte[] data, bool again, CancellationToken cancellation) =>
        ValueTask.FromResult(AuthenticationResult.Refuse(MqttReasonCode.BadAuthenticationMethod));

    public MqttReasonCode MayPublish(MqttIdentity identity, string clientId, string topic) => MqttReasonCode.Success;

    public MqttReasonCode MaySubscribe(MqttIdentity identity, string clientId, string filter) => MqttReasonCode.Success;
}
