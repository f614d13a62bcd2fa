namespace Millwright.Mqtt.Messages;

/// <summary>What the protocol itself bounds.</summary>
public static class MqttLimits
{
    /// <summary>Largest remaining length: four bytes of seven bits (MQTT 5, 1.5.5).</summary>
    public const int MaxRemainingLength = 268_435_455;

    /// <summary>Longest fixed header: the type and four bytes of length.</summary>
    public const int MaxHeaderBytes = 5;

    /// <summary>Largest packet, header included.</summary>
    public const int MaxPacketBytes = MaxRemainingLength + MaxHeaderBytes;

    /// <summary>Longest UTF-8 string and longest binary data (MQTT 5, 1.5.4 and 1.5.6).</summary>
    public const int MaxStringBytes = 65_535;

    /// <summary>Largest subscription identifier (MQTT 5, 3.8.2.1.2).</summary>
    public const uint MaxSubscriptionIdentifier = 268_435_455;

    /// <summary>Receive maximum where a packet does not say (MQTT 5, 3.1.2.11.3).</summary>
    public const ushort DefaultReceiveMaximum = 65_535;
}
