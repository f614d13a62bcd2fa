using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Storage;

namespace Millwright.Mqtt.Server;

/// <summary>The broker's state and the one lock around it. Whoever holds the lock is the single writer; nobody waits while holding it.</summary>
internal sealed class BrokerEngine : ICommitListener, IDisposable
{
    private const int MaxRoutes = 65_536;
    private const long MaxRouteBytes = 32 * 1024 * 1024;
    private static readonly TimeSpan TickPeriod = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<byte[], Route> _routes = new(ByteKeyComparer.Instance);
    private readonly List<BrokerConnection> _connections = [];
    private readonly long _startTimestamp;
    private readonly long _startUtcMs;
    private readonly SysTopics _sys;
    private readonly CancellationTokenSource _stopping = new();
    private ITimer? _timer;
    private ulong _lastId;
    private long _routeBytes;
    private long _connectsWindow;
    private int _connects;

    public BrokerEngine(MqttBrokerOptions options)
    {
        Options = options;
        Names = new HeldNames(options.MaxNameBytes);
        Commits = new CommitQueue(options.Store);
        Router = new Router(this);
        Sessions = new SessionRegistry(this);
        _startTimestamp = options.Time.GetTimestamp();
        _startUtcMs = options.Time.GetUtcNow().ToUnixTimeMilliseconds();
        _sys = new SysTopics(this);
    }

    public Lock Gate { get; } = new();

    public MqttBrokerOptions Options { get; }

    public BrokerCounters Counters { get; } = new();

    public TurnOutput Output { get; } = new();

    public CommitQueue Commits { get; }

    public Router Router { get; }

    public SessionRegistry Sessions { get; }

    public SubscriptionTree Tree { get; } = new();

    public RetainedTree Retained { get; } = new();

    public HeldNames Names { get; }

    /// <summary>Bytes of topics whose subscribers are remembered.</summary>
    public long RouteBytes => _routeBytes;

    /// <summary>For the properties of the packet that is being written.</summary>
    public PropertyBuilder Properties { get; } = new();

    /// <summary>For the properties of the message that came in.</summary>
    public PropertyBuilder Travelling { get; } = new();

    /// <summary>How long a client may take to close after our last packet.</summary>
    public TimeSpan ClosingPatience { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Changes when access rules did.</summary>
    public int AccessEpoch { get; set; }

    /// <summary>The store failed, or the broker is ending: nobody is served.</summary>
    public bool IsFailed { get; private set; }

    /// <summary>The broker is ending.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>UTC in ms at the start of the broker, and monotonic since: expiry does not jump with the clock.</summary>
    public long NowMs => _startUtcMs + (long)Options.Time.GetElapsedTime(_startTimestamp).TotalMilliseconds;

    /// <summary>Topics that only the broker publishes to.</summary>
    public static bool IsReserved(ReadOnlySpan<byte> topic) => topic.StartsWith("$SYS/"u8) || topic.SequenceEqual("$SYS"u8);

    public void Restore(StoredState state)
    {
        lock (Gate)
        {
            _lastId = state.LastId;
            foreach (var id in state.Retained)
                Retained.Set(state.Messages[id]);
            Sessions.Restore(state);
            Options.Store.Start(this);
            _timer = Options.Time.CreateTimer(static engine => ((BrokerEngine)engine!).Tick(), this, TickPeriod, TickPeriod);
            EndTurn();
        }
    }

    public ulong NextId() => ++_lastId;

    public static string NewClientId() => $"auto-{Guid.NewGuid():N}";

    public uint SecondsUntil(long ms) => (uint)Math.Clamp((ms - NowMs + 999) / 1000, 0, uint.MaxValue);

    /// <summary>Whether this second has room for one more CONNECT.</summary>
    public bool TakeConnect()
    {
        var now = Options.Time.GetTimestamp();
        if (Options.Time.GetElapsedTime(_connectsWindow, now) >= TimeSpan.FromSeconds(1))
        {
            _connectsWindow = now;
            _connects = 0;
        }
        return ++_connects <= Options.MaxConnectsPerSecond;
    }

    public MqttReasonCode MaySubscribe(Session session, string filter) =>
        Options.Authorizer.MaySubscribe(session.Identity, session.ClientId, TopicFilters.WithoutGroup(filter));

    /// <summary>Ends a subscription; false when there was none.</summary>
    public bool Unsubscribe(Session session, string filter, ref long position)
    {
        if (session.Subscriptions?.Remove(filter, out var subscription) != true)
            return false;
        Tree.Remove(subscription!);
        Names.Give(ref session.HeldNames, HeldNames.CostOf(filter));
        if (session.IsStored)
            position = Options.Store.DropSubscription(session.Id, filter);
        return true;
    }

    /// <summary>Ends the subscriptions that a session may not have any more.</summary>
    /// <returns>How many.</returns>
    public int Revise(Session session)
    {
        if (session.Subscriptions is null)
            return 0;
        long position = 0;
        var refused = session.Subscriptions.Keys.Where(filter => MaySubscribe(session, filter) != MqttReasonCode.Success).ToList();
        foreach (var filter in refused)
            Unsubscribe(session, filter, ref position);
        return refused.Count;
    }

    /// <summary>The route of a topic; null when it has too many levels.</summary>
    public Route? RouteOf(ReadOnlySpan<byte> topic)
    {
        var lookup = _routes.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(topic, out var route))
            return route;
        if (TopicNames.Levels(topic) > Options.MaxTopicLevels)
            return null;
        if (_routes.Count >= MaxRoutes || _routeBytes + topic.Length > MaxRouteBytes)
        {
            _routes.Clear();
            _routeBytes = 0;
        }
        _routeBytes += topic.Length;
        route = new Route(topic.ToArray());
        _routes.Add(route.Topic, route);
        return route;
    }

    /// <summary>False when there are too many.</summary>
    public bool Add(BrokerConnection connection)
    {
        Counters.Accepted++;
        if (IsFailed || _connections.Count >= Options.MaxConnections)
        {
            Counters.Refuse(IsFailed ? RefuseCause.Unavailable : RefuseCause.TooManyConnections);
            return false;
        }
        connection.Index = _connections.Count;
        _connections.Add(connection);
        return true;
    }

    public void Remove(BrokerConnection connection)
    {
        if (connection.Index >= _connections.Count || _connections[connection.Index] != connection)
            return;
        var last = _connections[^1];
        _connections[connection.Index] = last;
        last.Index = connection.Index;
        _connections.RemoveAt(_connections.Count - 1);
    }

    /// <summary>Sends what the turn led to, and starts the commit of what it changed.</summary>
    public void EndTurn()
    {
        Output.Flush();
        Options.Store.Commit();
        Commits.Release();
        Output.Flush();
    }

    public void EndTurnLocked()
    {
        lock (Gate)
            EndTurn();
    }

    public void Committed(long position)
    {
        // A store that commits at once calls from within our own turn, which goes on by itself.
        if (Gate.IsHeldByCurrentThread)
            return;
        lock (Gate)
            EndTurn();
    }

    public void Failed(Exception cause)
    {
        Options.Report?.Invoke($"the session store failed, nobody is served any more: {cause.Message}");
        lock (Gate)
        {
            IsFailed = true;
            Commits.Fail(cause);
            DisconnectAll(MqttReasonCode.UnspecifiedError);
        }
    }

    /// <summary>Ends all connections; their sessions stay as they are.</summary>
    public void Stop()
    {
        _stopping.Cancel();
        lock (Gate)
        {
            IsFailed = true;
            DisconnectAll(MqttReasonCode.ServerShuttingDown);
            Options.Store.Commit();
        }
    }

    public MqttBrokerStatistics Statistics() => new()
    {
        Connections = _connections.Count,
        Sessions = Sessions.Count,
        Subscriptions = Tree.Count,
        RetainedMessages = Retained.Count,
        RetainedBytes = Retained.Bytes,
        NameBytes = Names.Bytes,
        QueuedMessages = Counters.QueuedMessages,
        Accepted = Counters.Accepted,
        MessagesReceived = Counters.MessagesReceived,
        MessagesSent = Counters.MessagesSent,
        BytesReceived = Counters.BytesReceived,
        BytesSent = Counters.BytesSent,
        Drops = Counters.Drops,
        Refusals = Counters.Refusals,
    };

    public void Dispose()
    {
        _timer?.Dispose();
        _stopping.Dispose();
    }

    private void DisconnectAll(MqttReasonCode code)
    {
        for (var i = _connections.Count - 1; i >= 0; i--)
            _connections[i].Disconnect(code);
        Output.Flush();
        for (var i = _connections.Count - 1; i >= 0; i--)
            _connections[i].Abort();
    }

    private void Tick()
    {
        lock (Gate)
        {
            var now = Options.Time.GetTimestamp();
            for (var i = _connections.Count - 1; i >= 0; i--)
            {
                if (i < _connections.Count)
                    _connections[i].Tick(now);
            }
            Sessions.Tick();
            _sys.Tick();
            EndTurn();
        }
    }
}
