using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Storage;

namespace Millwright.Mqtt.Server;

/// <summary>Acknowledgements that wait until the store has committed what they acknowledge, in order.</summary>
internal sealed class CommitQueue(ISessionStore store)
{
    private readonly Queue<Held> _held = new();

    public bool IsDurable(long position) => position <= store.Committed;

    /// <summary>Does the step when everything up to the position is durable. Steps of one connection keep their order.</summary>
    public void Hold(long position, BrokerConnection connection, MqttPacketType step, ushort packetId, MqttReasonCode code, Delivery? delivery = null, byte[]? packet = null)
    {
        connection.HeldSteps++;
        _held.Enqueue(new Held(position, connection, step, packetId, code, delivery, packet, null));
    }

    /// <summary>Completes a task when everything up to the position is durable.</summary>
    public Task WaitAsync(long position)
    {
        if (_held.Count == 0 && IsDurable(position))
            return Task.CompletedTask;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _held.Enqueue(new Held(position, null, default, 0, default, null, null, done));
        return done.Task;
    }

    /// <summary>Does all steps that are due.</summary>
    public void Release()
    {
        while (_held.TryPeek(out var held) && IsDurable(held.Position))
        {
            _held.Dequeue();
            held.Done?.TrySetResult();
            if (held.Connection is not { } connection)
                continue;
            connection.HeldSteps--;
            connection.Proceed(held.Step, held.PacketId, held.Code, held.Delivery, held.Packet);
        }
    }

    /// <summary>Nothing that waits will ever be durable.</summary>
    public void Fail(Exception cause)
    {
        while (_held.TryDequeue(out var held))
            held.Done?.TrySetException(new IOException("The session store failed; nothing more is acknowledged.", cause));
    }

    private readonly record struct Held(
        long Position, BrokerConnection? Connection, MqttPacketType Step, ushort PacketId, MqttReasonCode Code, Delivery? Delivery, byte[]? Packet, TaskCompletionSource? Done);
}
