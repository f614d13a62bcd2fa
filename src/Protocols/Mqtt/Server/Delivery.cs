using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Storage;

namespace Millwright.Mqtt.Server;

/// <summary>One message on its way to one session.</summary>
internal sealed class Delivery(ulong id, StoredMessage message, MqttQos qos, bool retain, uint[] identifiers)
{
    public ulong Id { get; } = id;

    public StoredMessage Message { get; } = message;

    public MqttQos Qos { get; } = qos;

    public bool Retain { get; } = retain;

    public uint[] Identifiers { get; } = identifiers;

    public ushort PacketId { get; set; }

    public DeliveryState State { get; set; }

    public StoredDelivery ToStored() => new(Id, Message.Id, Qos, Retain, Identifiers, PacketId, State);
}
