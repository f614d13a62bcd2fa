using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Client;

/// <summary>A QoS 1 or 2 message from the call of publish to the last acknowledgement.</summary>
internal sealed class PendingPublish(MqttPublication publication, byte[] topic, long order)
{
    public MqttPublication Publication { get; } = publication;

    public byte[] Topic { get; } = topic;

    /// <summary>Messages are sent, and sent again, in this order.</summary>
    public long Order { get; } = order;

    public ushort PacketId { get; set; }

    /// <summary>It was sent on an earlier connection of this session.</summary>
    public bool WasSent { get; set; }

    /// <summary>QoS 2: the broker has it; PUBREL is under way.</summary>
    public bool IsReleased { get; set; }

    /// <summary>Sent on this connection.</summary>
    public bool IsUnderWay { get; set; }

    public TaskCompletionSource<MqttReasonCode> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
