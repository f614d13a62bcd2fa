using System.Security.Cryptography.X509Certificates;
using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Access;

/// <summary>What a client says of itself when it connects.</summary>
public sealed record ConnectRequest
{
    public required MqttVersion Version { get; init; }

    /// <summary>As asked for, or as assigned by the broker.</summary>
    public required string ClientId { get; init; }

    public string? UserName { get; init; }

    /// <summary>Null when none was sent.</summary>
    public byte[]? Password { get; init; }

    /// <summary>The certificate that the TLS handshake proved; null without.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Address and port of the peer.</summary>
    public required string Peer { get; init; }

    /// <summary>The listener's name, so that rules can differ between them.</summary>
    public required string Listener { get; init; }

    /// <summary>The method of enhanced authentication (MQTT 5, 4.12); null for the simple one.</summary>
    public string? AuthenticationMethod { get; init; }

    /// <summary>Data of the method that came with CONNECT.</summary>
    public byte[]? AuthenticationData { get; init; }
}
