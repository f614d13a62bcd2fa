namespace Millwright.Mqtt.Messages;

/// <summary>When retained messages are sent for a subscription (MQTT 5, 3.8.3.1).</summary>
public enum RetainHandling : byte
{
    Send = 0,
    SendIfNew = 1,
    DoNotSend = 2,
}

/// <summary>The options of one topic filter (MQTT 5, 3.8.3.1); 3.1.1 knows the QoS only.</summary>
/// <param name="Qos">The highest that messages are forwarded with.</param>
/// <param name="NoLocal">Not the subscriber's own messages.</param>
/// <param name="RetainAsPublished">Keep the retain flag as it was published.</param>
/// <param name="RetainHandling">Whether retained messages are sent at once.</param>
public readonly record struct SubscriptionOptions(
    MqttQos Qos, bool NoLocal = false, bool RetainAsPublished = false, RetainHandling RetainHandling = RetainHandling.Send)
{
    /// <summary>The options byte.</summary>
    public byte Encode(MqttVersion version) => version < MqttVersion.V5
        ? (byte)Qos
        : (byte)((byte)Qos | (NoLocal ? 4 : 0) | (RetainAsPublished ? 8 : 0) | ((byte)RetainHandling << 4));

    /// <summary>Decodes the options byte; false for reserved bits and values.</summary>
    public static bool TryDecode(byte value, MqttVersion version, out SubscriptionOptions options)
    {
        options = default;
        if ((value & 3) == 3 || (version < MqttVersion.V5 ? value > 2 : (value & 0xC0) != 0 || (value & 0x30) == 0x30))
            return false;
        options = new SubscriptionOptions((MqttQos)(value & 3), (value & 4) != 0, (value & 8) != 0, (RetainHandling)((value >> 4) & 3));
        return true;
    }
}
