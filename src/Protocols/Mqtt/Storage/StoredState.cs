namespace Millwright.Mqtt.Storage;

/// <summary>Everything that a store kept, as the broker finds it at its start.</summary>
public sealed class StoredState
{
    public List<SessionState> Sessions { get; } = [];

    /// <summary>Messages that a delivery or a retained topic names, by their id.</summary>
    public Dictionary<ulong, StoredMessage> Messages { get; } = [];

    /// <summary>Ids of the retained messages; the topic is in the message.</summary>
    public List<ulong> Retained { get; } = [];

    /// <summary>The highest id of session, message or delivery that was ever saved.</summary>
    public ulong LastId { get; set; }

    /// <summary>One session with all that belongs to it.</summary>
    public sealed class SessionState(StoredSession session)
    {
        public StoredSession Session { get; } = session;

        public List<StoredSubscription> Subscriptions { get; } = [];

        /// <summary>In ascending order of id.</summary>
        public List<StoredDelivery> Deliveries { get; } = [];

        /// <summary>Packet identifiers of QoS 2 messages that the client sent and has not released.</summary>
        public List<ushort> Received { get; } = [];
    }
}
