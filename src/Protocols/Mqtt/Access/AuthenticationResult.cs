using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Access;

/// <summary>What became of a client's proof.</summary>
public sealed record AuthenticationResult
{
    /// <summary>Success, continue authentication (with <see cref="Data"/> for the client), or a failure that CONNACK can carry.</summary>
    public required MqttReasonCode Code { get; init; }

    /// <summary>Who it is, on success.</summary>
    public MqttIdentity? Identity { get; init; }

    /// <summary>Data of the authentication method for the client.</summary>
    public byte[]? Data { get; init; }

    /// <summary>With <see cref="MqttReasonCode.UseAnotherServer"/> or <see cref="MqttReasonCode.ServerMoved"/>: where to, as host or host:port.</summary>
    public string? ServerReference { get; init; }

    /// <summary>The prefix for response topics, for clients that ask for one (MQTT 5, 3.2.2.3.15).</summary>
    public string? ResponseInformation { get; init; }

    /// <summary>For people, on failure. Tells an attacker nothing.</summary>
    public string? ReasonString { get; init; }

    public static AuthenticationResult Accept(MqttIdentity identity) => new() { Code = MqttReasonCode.Success, Identity = identity };

    public static AuthenticationResult Refuse(MqttReasonCode code, string? reason = null) => new() { Code = code, ReasonString = reason };
}
