using Millwright.Flow.Files;
using Millwright.Mqtt.Storage;

namespace Millwright.Publish.Mqtt.Storage;

/// <summary>
/// Sessions, their messages and what is retained, on disk. The broker appends to memory; one thread writes what has gathered, syncs it with a
/// checked fsync and tells the broker, so one sync serves all turns that came meanwhile. A write or sync that fails ends the store for good:
/// what was not committed by then is never called so, and the owner opens another one.
/// </summary>
internal sealed class DurableStore(IFileStore files, string folder, DurableStoreOptions options) : ISessionStore, IDisposable
{
    private readonly SegmentFiles _segments = new(files, folder);
    private readonly object _gate = new();
    private RecordBuffer _open = new();
    private RecordBuffer _ready = new();
    private RecordBuffer _writing = new();
    private ICommitListener? _listener;
    private SegmentWriter? _writer;
    private IDisposable? _lock;
    private Thread? _thread;
    private IOException? _failure;
    private long _position = 1;
    private long _readyPosition;
    private long _committed;
    private int _telling;
    private bool _stopping;

    /// <summary>Told once, from another thread, when nothing more can become durable.</summary>
    public event Action<IOException>? Failed;

    public long Committed => Volatile.Read(ref _committed);

    /// <summary>Bytes of the files now.</summary>
    public long DiskBytes => Volatile.Read(ref _writer)?.TotalBytes ?? 0;

    /// <summary>Bytes that the last power cut or kill had left torn at the end, of turns that nobody was told of.</summary>
    public long CutBytes { get; private set; }

    public ValueTask<StoredState> RestoreAsync(CancellationToken cancellation) => ValueTask.FromResult(Restore());

    /// <summary>Reads everything kept.</summary>
    /// <exception cref="IOException">The folder cannot be read, is another process's, or is damaged.</exception>
    public StoredState Restore()
    {
        files.CreateDirectory(folder);
        _lock = files.TryLock(Path.Combine(folder, "lock"))
            ?? throw new IOException($"{folder} is in use by another process; end it, or give this plant a data folder of its own");
        var recovery = new StoreRecovery(_segments);
        recovery.Run();
        CutBytes = recovery.CutBytes;
        var state = recovery.Load();
        _open.LastId = recovery.LastId;
        _writer = new(_segments, recovery, options);
        return state;
    }

    public void Start(ICommitListener listener)
    {
        _listener = listener;
        _thread = new(Run) { IsBackground = true, Name = "mqtt-store" };
        _thread.Start();
    }

    public long SaveSession(StoredSession session)
    {
        _open.Session(session);
        return _position;
    }

    public long DropSession(ulong session)
    {
        _open.DropSession(session);
        return _position;
    }

    public long SaveSubscription(ulong session, StoredSubscription subscription)
    {
        _open.Subscription(session, subscription);
        return _position;
    }

    public long DropSubscription(ulong session, string filter)
    {
        _open.DropSubscription(session, filter);
        return _position;
    }

    public long SaveMessage(StoredMessage message)
    {
        _open.Message(message);
        return _position;
    }

    public long SaveDelivery(ulong session, in StoredDelivery delivery)
    {
        _open.Delivery(session, delivery);
        return _position;
    }

    public long DropDelivery(ulong session, ulong delivery)
    {
        _open.DropDelivery(session, delivery);
        return _position;
    }

    public long SaveReceived(ulong session, ushort packetId)
    {
        _open.Received(RecordKind.Received, session, packetId);
        return _position;
    }

    public long DropReceived(ulong session, ushort packetId)
    {
        _open.Received(RecordKind.DropReceived, session, packetId);
        return _position;
    }

    public long SaveRetained(StoredMessage message)
    {
        _open.Retained(message.Id, message.Topic);
        return _position;
    }

    public long DropRetained(byte[] topic)
    {
        _open.DropRetained(topic);
        return _position;
    }

    public void Commit()
    {
        if (_open.IsEmpty)
            return;
        _open.EndFrame();
        lock (_gate)
        {
            // A disk that is slower than the clients are slows them down: memory has an end. The writer never waits for the broker.
            while (_ready.Count > options.MaxPendingBytes && _failure is null && !_stopping)
                Monitor.Wait(_gate);
            if (_failure is null)
            {
                if (_ready.IsEmpty)
                {
                    (_open, _ready) = (_ready, _open);
                    _open.LastId = _ready.LastId;
                }
                else
                {
                    _ready.Append(_open);
                    _ready.LastId = _open.LastId;
                }
                _readyPosition = _position++;
                Monitor.PulseAll(_gate);
            }
            _open.Clear();
        }
    }

    /// <summary>Writes what is left and ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }
        _thread?.Join();
        _writer?.Dispose();
        _lock?.Dispose();
    }

    private void Run()
    {
        while (Take() is { } position)
        {
            try
            {
                _writer!.Write(_writing);
                _writing.Clear();
            }
            catch (IOException e)
            {
                Fail(e);
                return;
            }
            Volatile.Write(ref _committed, position);
            Tell();
            try
            {
                _writer.Clean();
            }
            catch (IOException e)
            {
                Fail(e);
                return;
            }
        }
    }

    /// <summary>What has gathered, null when the end has come.</summary>
    private long? Take()
    {
        lock (_gate)
        {
            while (_ready.IsEmpty)
            {
                if (_stopping)
                    return null;
                Monitor.Wait(_gate);
            }
            (_ready, _writing) = (_writing, _ready);
            Monitor.PulseAll(_gate);
            return _readyPosition;
        }
    }

    private void Fail(IOException failure)
    {
        lock (_gate)
        {
            _failure = failure;
            Monitor.PulseAll(_gate);
        }
        ThreadPool.UnsafeQueueUserWorkItem(static store => store.TellFailure(), this, preferLocal: false);
    }

    /// <summary>Tells the broker from another thread, which may wait for the broker's lock; what is committed meanwhile is told along.</summary>
    private void Tell()
    {
        if (Interlocked.Exchange(ref _telling, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(static store => store.TellNow(), this, preferLocal: false);
    }

    private void TellFailure()
    {
        _listener!.Failed(_failure!);
        Failed?.Invoke(_failure!);
    }

    private void TellNow()
    {
        Volatile.Write(ref _telling, 0);
        Interlocked.MemoryBarrier();
        _listener!.Committed(Committed);
    }
}

/// <summary>The limits of a store.</summary>
internal sealed record DurableStoreOptions
{
    /// <summary>A file that has so many bytes is followed by the next one.</summary>
    public long SegmentBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Below so many bytes nothing is tidied up; above, when more than half does not count any more.</summary>
    public long CleanFromBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Bytes that wait for the disk; beyond, the broker waits.</summary>
    public int MaxPendingBytes { get; init; } = 64 * 1024 * 1024;
}
