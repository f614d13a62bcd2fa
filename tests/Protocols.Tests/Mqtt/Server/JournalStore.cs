using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Storage;

namespace Millwright.Protocols.Tests.Mqtt.Server;

/// <summary>A store whose commits are made by the test, and that can lose what was not committed.</summary>
internal sealed class JournalStore : ISessionStore
{
    private readonly List<Action<State>> _changes = [];
    private ICommitListener? _listener;
    private int _committed;

    public long Committed => _committed;

    public int Position => _changes.Count;

    /// <summary>Whether each turn commits at once.</summary>
    public bool IsPrompt { get; init; }

    public bool WasAskedToCommit { get; private set; }

    public ValueTask<StoredState> RestoreAsync(CancellationToken cancellation) => ValueTask.FromResult(new StoredState());

    public void Start(ICommitListener listener) => _listener = listener;

    public void Commit()
    {
        WasAskedToCommit |= _committed < _changes.Count;
        if (IsPrompt)
            _committed = _changes.Count;
    }

    public void CommitNow()
    {
        _committed = _changes.Count;
        _listener!.Committed(_committed);
    }

    public void Fail() => _listener!.Failed(new IOException("no space"));

    /// <summary>What a restart finds after a power cut: everything committed, nothing else.</summary>
    public StoredState Survivors()
    {
        var state = new State();
        foreach (var change in _changes.Take(_committed))
            change(state);
        return state.ToStored();
    }

    public long SaveSession(StoredSession session) => Append(s =>
    {
        if (!s.Sessions.TryGetValue(session.Id, out var kept))
            s.Sessions.Add(session.Id, kept = new Kept());
        kept.Session = session;
    });

    public long DropSession(ulong session) => Append(s => s.Sessions.Remove(session));

    public long SaveSubscription(ulong session, StoredSubscription subscription) => Append(s => s.Sessions[session].Subscriptions[subscription.Filter] = subscription);

    public long DropSubscription(ulong session, string filter) => Append(s => s.Sessions[session].Subscriptions.Remove(filter));

    public long SaveMessage(StoredMessage message) => Append(s => s.Messages[message.Id] = message);

    public long SaveDelivery(ulong session, in StoredDelivery delivery)
    {
        var kept = delivery;
        return Append(s => s.Sessions[session].Deliveries[kept.Id] = kept);
    }

    public long DropDelivery(ulong session, ulong delivery) => Append(s => s.Sessions[session].Deliveries.Remove(delivery));

    public long SaveReceived(ulong session, ushort packetId) => Append(s => s.Sessions[session].Received.Add(packetId));

    public long DropReceived(ulong session, ushort packetId) => Append(s => s.Sessions[session].Received.Remove(packetId));

    public long SaveRetained(StoredMessage message) => Append(s => s.Retained[Utf8Text.ToText(message.Topic)] = message.Id);

    public long DropRetained(byte[] topic) => Append(s => s.Retained.Remove(Utf8Text.ToText(topic)));

    private long Append(Action<State> change)
    {
        _changes.Add(change);
        return _changes.Count;
    }

    private sealed class Kept
    {
        public StoredSession? Session { get; set; }

        public Dictionary<string, StoredSubscription> Subscriptions { get; } = [];

        public SortedDictionary<ulong, StoredDelivery> Deliveries { get; } = [];

        public HashSet<ushort> Received { get; } = [];
    }

    private sealed class State
    {
        public Dictionary<ulong, Kept> Sessions { get; } = [];

        public Dictionary<ulong, StoredMessage> Messages { get; } = [];

        public Dictionary<string, ulong> Retained { get; } = [];

        public StoredState ToStored()
        {
            var stored = new StoredState { LastId = 1_000_000 };
            foreach (var kept in Sessions.Values)
            {
                var session = new StoredState.SessionState(kept.Session!);
                session.Subscriptions.AddRange(kept.Subscriptions.Values);
                session.Deliveries.AddRange(kept.Deliveries.Values);
                session.Received.AddRange(kept.Received);
                stored.Sessions.Add(session);
            }
            foreach (var (id, message) in Messages)
                stored.Messages.Add(id, message);
            stored.Retained.AddRange(Retained.Values);
            return stored;
        }
    }
}
