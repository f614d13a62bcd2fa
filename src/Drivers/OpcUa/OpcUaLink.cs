using Millwright.Flow.Sources;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>
/// A client with its subscription and what came by it. It goes from a source to the next one of the same connection, so that a session that
/// lives on at the server is taken up again and nothing that waited there is lost.
/// </summary>
internal sealed class OpcUaLink : IAsyncDisposable
{
    private static readonly TimeSpan SameFaultPatience = TimeSpan.FromSeconds(5);

    private readonly OpcUaConnector _connector;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly Dictionary<TimeSpan, Subscription> _subscriptions = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SourceFault? _lastSaid;

    public OpcUaLink(OpcUaConnector connector, TimeProvider clock)
    {
        _connector = connector;
        _clock = clock;
        Client = connector.CreateClient();
        if (connector.Options.Events is { } events)
            Events = new(connector.Name, events, Client, Feed, clock);
        Client.StateChanged += (_, _) => Changed();
        Client.ServerRestarted += () =>
        {
            Feed.Signal(new(FeedSignalKind.Restarted));
            Events?.Forget();
            Events?.Want(refresh: true);
        };
        Client.Faulted += fault => Feed.Signal(new(FeedSignalKind.Trouble, Text: fault.Message));
    }

    public OpcUaConnector Connector => _connector;

    public OpcUaClient Client { get; }

    public TagFeed Feed { get; } = new();

    public OpenGaps Gaps => Feed.Gaps;

    /// <summary>Where events go; null when none are listened to.</summary>
    public EventFeed? Events { get; }

    /// <summary>What watches events, once it was asked for.</summary>
    public Subscription? EventSubscription { get; set; }

    /// <summary>Since when events may be missing that no subscription tells of; null when what happened meanwhile comes by itself.</summary>
    public DateTimeOffset? EventsMissingSince { get; set; }

    /// <summary>How many sources it has served.</summary>
    public int Sources { get; set; }

    /// <summary>The server's start time that the tags were last synchronized with.</summary>
    public UaDateTime SynchronizedWith { get; set; }

    /// <summary>The subscriptions by their publishing interval.</summary>
    public IReadOnlyList<Subscription> Subscriptions
    {
        get
        {
            lock (_gate)
                return [.. _subscriptions.Values];
        }
    }

    /// <summary>Waits until the client is connected, or says why it is not.</summary>
    /// <exception cref="SourceException">It is not; a fault that was said before is waited out for a while, for the client tries again by itself.</exception>
    public async ValueTask WhenConnectedAsync(CancellationToken cancellation)
    {
        var started = _clock.GetTimestamp();
        Client.Start();
        var failure = Client.LastFailure;
        while (true)
        {
            Task changed;
            lock (_gate)
                changed = _changed.Task;
            if (Client.State == ClientState.Connected)
            {
                _lastSaid = null;
                return;
            }
            if (Client.LastFailure is { } now && !ReferenceEquals(now, failure))
            {
                failure = now;
                var fault = _connector.FaultOf(now);
                if (fault != _lastSaid || _clock.GetElapsedTime(started) >= SameFaultPatience)
                {
                    _lastSaid = fault;
                    throw new SourceException(fault, now);
                }
            }
            await changed.WaitAsync(cancellation);
        }
    }

    /// <summary>What it has had of each tag, for a link that is made in its place.</summary>
    public LeftTimes Leave() =>
        new(Feed.Items.Select(i => KeyValuePair.Create(i.Handle, Gaps.WholeUntil(i))).Where(i => i.Value > 0).ToDictionary(), Events?.HeardAt ?? EventsMissingSince);

    /// <summary>Goes on where another link ended whose subscriptions were given up: everything since may be missing.</summary>
    public void Resume(LeftTimes left)
    {
        foreach (var item in Feed.Items)
        {
            if (!left.WholeUntilTicks.TryGetValue(item.Handle, out var ticks))
                continue;
            item.BroughtTicks = ticks;
            Gaps.Add(new(item, ticks));
        }
        EventsMissingSince = left.EventsHeardAt;
    }

    /// <summary>The subscription for an interval; made when there is none.</summary>
    public Subscription Subscribe(TimeSpan publishing, TimeSpan keepAlive, TimeSpan lifetime)
    {
        lock (_gate)
        {
            if (!_subscriptions.TryGetValue(publishing, out var subscription))
            {
                subscription = Client.Subscribe(new() { PublishingInterval = publishing, KeepAlive = keepAlive, Lifetime = lifetime }, Feed);
                _subscriptions.Add(publishing, subscription);
            }
            return subscription;
        }
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private void Changed()
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        changed.TrySetResult();
        Feed.Signal(new(FeedSignalKind.StateChanged));
    }
}
