namespace Millwright.Mqtt.Storage;

/// <summary>
/// Where the broker keeps what must survive: sessions that outlive their connection, their subscriptions and messages, and
/// retained messages. The broker is the only writer and calls one method at a time, under its lock: a method only appends
/// to memory and returns the position of its change, ascending. The broker acknowledges nothing before
/// <see cref="Committed"/> has reached its position, so one commit (see <see cref="Commit"/>) serves all who wait.
/// </summary>
/// <remarks>
/// A saved message is referred to by deliveries and retained topics saved after it, in the same commit; the store forgets it when
/// nothing refers to it any more.
/// </remarks>
public interface ISessionStore
{
    /// <summary>Every change up to here is durable.</summary>
    long Committed { get; }

    /// <summary>Reads everything kept. Called once, before anything else.</summary>
    ValueTask<StoredState> RestoreAsync(CancellationToken cancellation);

    /// <summary>Who is told of commits. Called once, after restoring.</summary>
    void Start(ICommitListener listener);

    /// <summary>A new session, or new facts about one.</summary>
    long SaveSession(StoredSession session);

    /// <summary>The session ended, with all that belongs to it.</summary>
    long DropSession(ulong session);

    /// <summary>A new subscription, or one that replaces that of the same filter.</summary>
    long SaveSubscription(ulong session, StoredSubscription subscription);

    long DropSubscription(ulong session, string filter);

    /// <summary>A message that following changes refer to.</summary>
    long SaveMessage(StoredMessage message);

    /// <summary>A new delivery, or a new state of one.</summary>
    long SaveDelivery(ulong session, in StoredDelivery delivery);

    /// <summary>The subscriber has it, or it expired.</summary>
    long DropDelivery(ulong session, ulong delivery);

    /// <summary>A QoS 2 message with this packet identifier came in; it must not be taken again.</summary>
    long SaveReceived(ulong session, ushort packetId);

    /// <summary>The sender released the packet identifier.</summary>
    long DropReceived(ulong session, ushort packetId);

    /// <summary>The message is the retained one of its topic from now on.</summary>
    long SaveRetained(StoredMessage message);

    /// <summary>The topic has no retained message any more. The topic is UTF-8.</summary>
    long DropRetained(byte[] topic);

    /// <summary>Makes all changes so far durable, soon, and tells the listener. Returns at once; called after each turn, whether it changed anything or not.</summary>
    void Commit();
}
