using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Client;

/// <summary>The broker refused, or the client cannot do what was asked.</summary>
public sealed class MqttException(MqttReasonCode code, string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>What the broker said, or what comes closest.</summary>
    public MqttReasonCode Code { get; } = code;
}
