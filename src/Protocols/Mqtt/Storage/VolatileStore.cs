namespace Millwright.Mqtt.Storage;

/// <summary>For a broker that persists nothing: sessions live as long as the process, and nothing waits.</summary>
public sealed class VolatileStore : ISessionStore
{
    public long Committed => long.MaxValue;

    public ValueTask<StoredState> RestoreAsync(CancellationToken cancellation) => ValueTask.FromResult(new StoredState());

    public void Start(ICommitListener listener)
    {
    }

    public long SaveSession(StoredSession session) => 0;

    public long DropSession(ulong session) => 0;

    public long SaveSubscription(ulong session, StoredSubscription subscription) => 0;

    public long DropSubscription(ulong session, string filter) => 0;

    public long SaveMessage(StoredMessage message) => 0;

    public long SaveDelivery(ulong session, in StoredDelivery delivery) => 0;

    public long DropDelivery(ulong session, ulong delivery) => 0;

    public long SaveReceived(ulong session, ushort packetId) => 0;

    public long DropReceived(ulong session, ushort packetId) => 0;

    public long SaveRetained(StoredMessage message) => 0;

    public long DropRetained(byte[] topic) => 0;

    public void Commit()
    {
    }
}
