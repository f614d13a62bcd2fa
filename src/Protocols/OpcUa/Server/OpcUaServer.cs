using System.Net;
using System.Net.Sockets;
using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>
/// Shows an address space to OPC UA clients. Values come from <see cref="Values"/>; writes, methods, history and users go to what the options name.
/// </summary>
public sealed class OpcUaServer : IAsyncDisposable
{
    // A model change with more nodes than this is told without naming them.
    private const int MaxNamedChanges = 1_000;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    // Opening sessions takes RSA: only so many at once, so that a flood of them leaves time for others.
    private readonly SemaphoreSlim _opening = new(16);

    // What only computes would keep the thread pool from those whose values are due.
    private readonly SemaphoreSlim _computing = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly UaAddressSpace _space;
    private readonly OpcUaServerOptions _options;
    private readonly SessionTable _sessions;
    private readonly SessionServices _sessionServices;
    private readonly SubscriptionEngine _subscriptions;
    private readonly ServerObject _serverObject;
    private readonly FileTable _files;
    private readonly FileService _fileService;
    private readonly PushMethods? _push;
    private readonly ChannelListener _listener;
    private readonly ITimer _sweeper;
    private int _disposed;

    /// <summary>Prepares a server; clients come in after <see cref="Listen"/>.</summary>
    /// <param name="space">What is shown. Stays the caller's and may serve one server at a time.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public OpcUaServer(UaAddressSpace space, OpcUaServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(options);
        _space = space;
        _options = options with { Channels = options.Channels with { Time = options.Time } };
        var attributes = new AttributeReader(space, Values, _options);
        _sessions = new SessionTable(_options.Limits.MaxSessions);
        var endpoints = new EndpointList(_options, () => (_listener?.Identity ?? _options.Channels.Identity)?.Leaf);
        _sessionServices = new SessionServices(_options, _sessions, endpoints, Counters, _opening);
        _subscriptions = new SubscriptionEngine(space, attributes, Values, _options, Counters);
        _serverObject = new ServerObject(space, attributes, _options, Counters);
        using (var edit = space.Edit())
        {
            _serverObject.Supply(() => _sessions.Count, () => _subscriptions.Count, () => _subscriptions.IntervalCount);
            foreach (var aggregate in _options.History?.Aggregates ?? [])
                edit.AddReference(new NodeId(StandardIds.HistoryAggregateFunctions), new NodeId(StandardIds.Organizes), aggregate);
        }
        _files = new FileTable(space, attributes);
        _fileService = new FileService(_files, _options);
        _push = Manage(attributes);
        _sessionServices.Closed += _subscriptions.SessionEnded;
        _sessionServices.Closed += (session, _) => _fileService.SessionEnded(session);
        space.Changed += OnSpaceChanged;
        _listener = new ChannelListener(_options.Channels, new RequestDispatcher(_options, _sessions, Counters, Services(attributes, endpoints)));
        _sweeper = _options.Time.CreateTimer(static server => ((OpcUaServer)server!).Sweep(), this, SweepInterval, SweepInterval);
    }

    /// <summary>Where the product puts its values.</summary>
    public ValueTable Values { get; } = new();

    /// <summary>Counts of sessions, subscriptions and requests.</summary>
    public ServerCounters Counters { get; } = new();

    /// <summary>Connections open now.</summary>
    public int Connections => _listener.Connections;

    /// <summary>Sessions open now.</summary>
    public int Sessions => _sessions.Count;

    /// <summary>Subscriptions of all sessions.</summary>
    public int Subscriptions => _subscriptions.Count;

    /// <summary>Monitored items of all sessions.</summary>
    public int MonitoredItems => _subscriptions.ItemCount;

    /// <summary>Things that are to happen at a time.</summary>
    internal int DueCount => _subscriptions.Due.Count;

    /// <summary>Counts of the channels and what they carried.</summary>
    public ChannelStatistics Channels => _listener.Statistics;

    /// <summary>What clients read as Server/ServerStatus/State.</summary>
    public ServerState State
    {
        get => _serverObject.State;
        set => _serverObject.State = value;
    }

    /// <summary>How well the server can serve, 0 to 255; clients of redundant servers choose by it (OPC 10000-4, 6.6.2.4.2).</summary>
    public byte ServiceLevel
    {
        get => _serverObject.ServiceLevel;
        set => _serverObject.ServiceLevel = value;
    }

    /// <summary>The certificate for channels opened from now on.</summary>
    public ChannelIdentity? Identity
    {
        get => _listener.Identity;
        set => _listener.Identity = value;
    }

    /// <summary>Lets clients in.</summary>
    /// <returns>The end point, with the port the system chose when 0 was asked for.</returns>
    /// <exception cref="SocketException">The port is taken or the address is not ours.</exception>
    public IPEndPoint Listen(IPEndPoint endPoint) => _listener.Listen(endPoint);

    /// <summary>Calls a client that waits for its servers (reverse connect, OPC 10000-6, 7.1.3).</summary>
    /// <exception cref="IOException">Refused, unreachable, unknown name.</exception>
    /// <exception cref="TimeoutException">Not connected in time.</exception>
    public Task ConnectReverseAsync(string host, int port, string endpointUrl, CancellationToken cancellation) =>
        _listener.ConnectReverseAsync(host, port, _options.ApplicationUri, endpointUrl, cancellation);

    /// <summary>Calls a client that waits for its servers, again and again: one connection always waits to be used. Ends with the cancellation.</summary>
    /// <param name="host">Where the client listens.</param>
    /// <param name="port">Its port.</param>
    /// <param name="endpointUrl">The endpoint URL that the client shall use.</param>
    /// <param name="retryAfter">The pause after a call that nobody took or used.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task KeepCallingAsync(string host, int port, string endpointUrl, TimeSpan retryAfter, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(retryAfter, TimeSpan.Zero);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var channel = await _listener.ConnectReverseAsync(host, port, _options.ApplicationUri, endpointUrl, cancellation).ConfigureAwait(false);
                if (await channel.Settled.WaitAsync(cancellation).ConfigureAwait(false))
                    continue;
            }
            catch (Exception failed) when (failed is IOException or TimeoutException)
            {
                _options.OnIncident?.Invoke(new ServerIncident($"{host}:{port}", StatusCodes.BadConnectionClosed, $"nobody takes the call: {failed.Message}"));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(retryAfter, _options.Time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Adds a file object that clients open, read and write (OPC 10000-20).</summary>
    /// <param name="parent">The node it hangs from.</param>
    /// <param name="id">A free id; a text, so that its methods have ids of their own below it.</param>
    /// <param name="name">The browse name.</param>
    /// <param name="content">What stands behind it.</param>
    /// <exception cref="UaException">BadNodeIdExists and the like.</exception>
    public void AddFile(NodeId parent, NodeId id, QualifiedName name, IServedFile content)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var edit = _space.Edit();
        _files.Add(edit, parent, id, name, content);
    }

    /// <summary>Tells clients that something happened.</summary>
    public void Raise(UaEvent occurred)
    {
        ArgumentNullException.ThrowIfNull(occurred);
        _subscriptions.Raise(occurred);
    }

    /// <summary>Ends all sessions of a user, for instance one who may come in no more.</summary>
    public void EndSessions(Func<UserIdentity, bool> of)
    {
        ArgumentNullException.ThrowIfNull(of);
        foreach (var session in _sessions.All)
        {
            if (session.User is { } user && of(user))
                _sessionServices.End(session, deleteSubscriptions: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _space.Changed -= OnSpaceChanged;
        _serverObject.State = ServerState.Shutdown;
        await _sweeper.DisposeAsync().ConfigureAwait(false);
        foreach (var session in _sessions.All)
            _sessionServices.End(session, deleteSubscriptions: true);
        _subscriptions.Dispose();
        await _listener.DisposeAsync().ConfigureAwait(false);
        _push?.Dispose();
    }

    private ServiceSet Services(AttributeReader attributes, EndpointList endpoints)
    {
        var pending = new PendingOperations(_options, _computing);
        var data = new DataServices(
            new ReadService(_space, attributes, Values, _options),
            new WriteService(_space, attributes, _options, pending),
            new BrowseService(_space, _options),
            new PathService(_space, _options, pending),
            new HistoryService(_space, attributes, _options, pending),
            new HistoryUpdateService(_space, attributes, _options, pending),
            new MethodService(_space, _options, pending, new StandardMethods(_options, _subscriptions), _files, _fileService, _push),
            new NodeService(_space, _options, pending));
        var items = new MonitoredItemServices(_subscriptions, new MonitoredItemFactory(_subscriptions, attributes));
        var watching = new WatchServices(_subscriptions, new SubscriptionServices(_subscriptions), items);
        return new ServiceSet(new DiscoveryServices(_options, endpoints), _sessionServices, data, watching);
    }

    // Without push management the standard's objects for it are not shown.
    private PushMethods? Manage(AttributeReader attributes)
    {
        using var edit = _space.Edit();
        var configuration = _space.FindStandard(StandardIds.ServerConfiguration);
        if (_options.Push is null)
        {
            if (configuration >= 0)
                new SubtreeRemoval(_space, configuration).Carry();
            return null;
        }
        if (configuration < 0)
            throw new ArgumentException("This address space served without push management before: make a new one.");
        var push = new PushMethods(_options.Push, _files, _fileService, identity => Identity = identity);
        push.Supply(attributes, _space);
        return push;
    }

    private void Sweep() => _sessionServices.EndExpired(_options.Time.GetTimestamp());

    private void OnSpaceChanged(IReadOnlyList<ModelChange> changes)
    {
        _subscriptions.NodesChanged(changes);
        var isNamed = changes.Count <= MaxNamedChanges;
        _subscriptions.Raise(new UaEvent
        {
            EventType = new NodeId(isNamed ? StandardIds.GeneralModelChangeEventType : StandardIds.BaseModelChangeEventType),
            Time = UaDateTime.From(_options.Time.GetUtcNow()),
            Severity = 1,
            Message = new LocalizedText("The address space changed."),
            Fields = isNamed ? new Dictionary<string, Variant> { ["Changes"] = Variant.FromArray([.. changes.Select(Describe)]) } : [],
        });
    }

    private static ExtensionObject Describe(ModelChange change) =>
        new ModelChangeStructureDataType(change.Affected, change.AffectedType, (byte)change.Verb).ToExtensionObject();
}
