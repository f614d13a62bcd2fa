namespace Millwright.Mqtt.Access;

/// <summary>Who a client proved to be. Derive from it to carry roles to the authorizer.</summary>
/// <param name="Name">As it stands in rules and logs.</param>
public record MqttIdentity(string Name);
