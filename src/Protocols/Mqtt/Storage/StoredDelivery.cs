using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Storage;

/// <summary>How far a message has come on its way to one subscriber.</summary>
public enum DeliveryState : byte
{
    /// <summary>Waits in the session's queue.</summary>
    Queued,

    /// <summary>Sent with its packet identifier, not acknowledged.</summary>
    Sent,

    /// <summary>QoS 2: received by the subscriber, released by us, not complete.</summary>
    Released,
}

/// <summary>One message on its way to one session.</summary>
/// <param name="Id">Given by the broker, ascending: the order of delivery within the session.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Qos">1 or 2 (QoS 0 is never stored).</param>
/// <param name="Retain">The flag to send it with.</param>
/// <param name="SubscriptionIds">Of the subscriptions that matched.</param>
/// <param name="PacketId">Once it was sent; otherwise 0.</param>
/// <param name="State">How far it has come.</param>
public readonly record struct StoredDelivery(
    ulong Id, ulong MessageId, MqttQos Qos, bool Retain, IReadOnlyList<uint> SubscriptionIds, ushort PacketId, DeliveryState State);
