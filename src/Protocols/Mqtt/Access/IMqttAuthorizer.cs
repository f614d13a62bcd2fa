using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Access;

/// <summary>Decides who may publish and subscribe what. Called under the broker's lock, so it answers from memory, at once.</summary>
public interface IMqttAuthorizer
{
    /// <summary>Success, or the code to answer with, usually <see cref="MqttReasonCode.NotAuthorized"/>. The broker remembers the answer for the client's current topic until <c>MqttBroker.AccessChanged</c>.</summary>
    MqttReasonCode MayPublish(MqttIdentity identity, string clientId, string topic);

    /// <summary>Success, or the code to answer with. The filter of a shared subscription comes without its group.</summary>
    MqttReasonCode MaySubscribe(MqttIdentity identity, string clientId, string filter);
}
