using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Client;

/// <summary>What the broker granted with its CONNACK.</summary>
/// <param name="SessionPresent">It still had our session.</param>
/// <param name="ClientId">Ours, or the one it assigned.</param>
/// <param name="KeepAliveSeconds">Ours, or the server's.</param>
/// <param name="ReceiveMaximum">QoS 1 and 2 that may be under way to it.</param>
/// <param name="MaximumPacketBytes">Largest packet it takes.</param>
/// <param name="TopicAliasMaximum">Aliases it takes.</param>
/// <param name="MaximumQos">The highest quality it takes.</param>
/// <param name="RetainAvailable">Whether it keeps retained messages.</param>
/// <param name="ResponseInformation">The prefix for response topics, if it has one for us.</param>
public sealed record MqttConnection(
    bool SessionPresent, string ClientId, ushort KeepAliveSeconds, ushort ReceiveMaximum, uint MaximumPacketBytes, ushort TopicAliasMaximum,
    MqttQos MaximumQos, bool RetainAvailable, string? ResponseInformation);
