namespace Millwright.Mqtt.Access;

/// <summary>Decides who may connect. Called under the broker's lock: work that takes time (a slow hash) belongs on another thread, the result in the task.</summary>
public interface IMqttAuthenticator
{
    /// <summary>Checks a CONNECT. An exception refuses the client.</summary>
    ValueTask<AuthenticationResult> AuthenticateAsync(ConnectRequest request, CancellationToken cancellation);

    /// <summary>The next step of enhanced authentication, of a connecting client or of one that proves itself again.</summary>
    /// <param name="request">The CONNECT that it belongs to.</param>
    /// <param name="data">What the client's AUTH carried; empty without data.</param>
    /// <param name="again">The client is connected already and begins anew or goes on with its second proof.</param>
    /// <param name="cancellation">The broker is ending.</param>
    ValueTask<AuthenticationResult> ContinueAsync(ConnectRequest request, byte[] data, bool again, CancellationToken cancellation);
}
