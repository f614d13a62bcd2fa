using Millwright.Drivers.Output;
using Millwright.Flow.Sources;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>
/// Listens to the events of a server for one source: watches the notifiers, asks for the standing conditions after every break, and fetches
/// from the server's history what happened meanwhile.
/// </summary>
internal sealed class EventKeeper(OpcUaLink link, EventFeed feed, OpcUaConnectionOptions options, SerializedOutput output, TimeProvider clock)
{
    private const byte HistoryReadBit = 4;
    private const int EventsAtOnce = 500;
    /// <summary>The most events fetched for one gap.</summary>
    private const int MaxEvents = 100_000;
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly OpcUaEventOptions _options = options.Events!;
    private bool _saidRefused;

    /// <summary>Runs until cancelled; a lost connection is for others to tell.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        feed.Attach(output);
        try
        {
            // What happened between two sources comes by itself, or the subscription tells that it does not.
            feed.Want(refresh: true, link.EventsMissingSince);
            link.EventsMissingSince = null;
            while (true)
            {
                if (link.Client.State == ClientState.Connected)
                {
                    await WorkAsync(cancellation);
                    feed.HeardAt = clock.GetUtcNow();
                }
                // What is wished and could not be done yet waits for the connection or the item.
                if (feed.Wanted.IsCompleted)
                    await Task.Delay(RetryEvery, clock, cancellation);
                else
                    await Task.WhenAny(feed.Wanted, Task.Delay(LookEvery, clock, cancellation));
                cancellation.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The source ends.
            return;
        }
        finally
        {
            await feed.DetachAsync();
        }
    }

    private async ValueTask WorkAsync(CancellationToken cancellation)
    {
        var (refresh, since) = (false, (DateTimeOffset?)null);
        try
        {
            var subscription = link.EventSubscription ?? await SubscribeAsync(cancellation);
            if (!feed.Wanted.IsCompleted || subscription.LiveItems == 0)
                return;
            (refresh, since) = feed.TakeWishes();
            if (since is { } gap && _options.History)
                await FillAsync(gap, cancellation);
            since = null;
            if (refresh)
                await RefreshAsync(subscription, cancellation);
        }
        catch (UaException e)
        {
            // Wished again, for when the connection is back.
            feed.Want(refresh, since);
            if (link.Client.State == ClientState.Connected)
                await NoteAsync($"events: {e.Message}", cancellation);
            await Task.Delay(LookEvery, clock, cancellation);
        }
    }

    private async ValueTask<Subscription> SubscribeAsync(CancellationToken cancellation)
    {
        var filter = Filter();
        var requests = new List<MonitoredItemRequest>();
        foreach (var text in _options.Nodes ?? ["i=2253"])
        {
            if (await FindAsync(text, cancellation) is { } node)
                requests.Add(new((uint)requests.Count, node) { Attribute = AttributeId.EventNotifier, Events = filter, QueueSize = (uint)_options.Queue, SamplingIntervalMs = 0 });
            else
                await NoteAsync($"events: the server has no node {text}", cancellation);
        }
        var subscription = link.Client.Subscribe(
            new() { PublishingInterval = _options.Publishing, KeepAlive = options.KeepAlive, Lifetime = options.SessionTimeout }, feed);
        // Kept at once: it outlives a source that ends while it is being made.
        link.EventSubscription = subscription;
        subscription.Add(requests);
        await subscription.SettledAsync(cancellation);
        foreach (var (handle, status) in subscription.FailedItems)
            await NoteAsync($"events of {requests[(int)handle].NodeId} cannot be watched: {status}; it is tried again by itself", cancellation);
        return subscription;
    }

    private EventFilter Filter()
    {
        var types = new List<NodeId>();
        foreach (var text in _options.Types ?? [])
        {
            if (NodeAddress.TryParse(text, out var address, out _) && address!.Id is { } id && link.Client.Namespaces.TryResolve(id, out var type))
                types.Add(type);
        }
        return EventFields.Filter([.. (_options.Fields ?? []).Select(QualifiedName.Parse)], types);
    }

    private async ValueTask<ExpandedNodeId?> FindAsync(string text, CancellationToken cancellation)
    {
        var namespaces = link.Client.Namespaces;
        if (!NodeAddress.TryParse(text, out var address, out _))
            return null;
        if (address!.Id is { } id)
            return id.NamespaceUri is null ? namespaces.Name(id.Id) : id;
        if (address.Path!.Resolve(namespaces.IndexOf) is not { } path)
            return null;
        var found = (await link.Client.TranslateAsync([new BrowsePath(WellKnownNodes.ObjectsFolder, path)], cancellation))[0];
        return !found.StatusCode.IsBad && found.Targets.Count > 0 && namespaces.TryResolve(found.Targets[0].TargetId, out var node) ? namespaces.Name(node) : null;
    }

    /// <summary>Has the server tell all conditions that matter (OPC 10000-9, 5.5.7).</summary>
    private async ValueTask RefreshAsync(Subscription subscription, CancellationToken cancellation)
    {
        var answer = await link.Client.RefreshConditionsAsync(subscription, cancellation);
        if (!answer.IsBad || _saidRefused)
            return;
        _saidRefused = true;
        await NoteAsync($"the server does not tell its standing conditions ({answer}); what ended during a break stays open until it is told", cancellation);
    }

    /// <summary>What the server's history has since a time, where it keeps one.</summary>
    private async ValueTask FillAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        var count = 0;
        foreach (var text in _options.Nodes ?? ["i=2253"])
        {
            if (await FindAsync(text, cancellation) is not { } named || !link.Client.Namespaces.TryResolve(named, out var node) || !await HasHistoryAsync(node, cancellation))
                continue;
            var piece = new List<IReadOnlyList<Variant>>();
            await foreach (var fields in link.Client.ReadEventHistoryAsync(node, since, clock.GetUtcNow(), Filter(), cancellation: cancellation))
            {
                piece.Add(fields);
                if (piece.Count == EventsAtOnce)
                    count += await HandOnAsync(piece, cancellation);
                if (count >= MaxEvents)
                    break;
            }
            count += await HandOnAsync(piece, cancellation);
        }
        if (count > 0)
            await NoteAsync($"{count} events were filled in from the server's history", cancellation);
    }

    private async ValueTask<bool> HasHistoryAsync(NodeId node, CancellationToken cancellation)
    {
        var read = await link.Client.ReadAttributeAsync(node, AttributeId.EventNotifier, cancellation);
        return read.Value is { Type: BuiltInType.Byte, IsScalar: true } bits && (bits.AsByte() & HistoryReadBit) != 0;
    }

    private async ValueTask<int> HandOnAsync(List<IReadOnlyList<Variant>> piece, CancellationToken cancellation)
    {
        var events = await feed.MapAsync(piece, cancellation);
        piece.Clear();
        if (events.Count == 0)
            return 0;
        await output.EnterAsync(cancellation);
        try
        {
            await output.Inner.EventsAsync(events, EventDelivery.Past, cancellation);
        }
        finally
        {
            output.Leave();
        }
        return events.Count;
    }

    private async ValueTask NoteAsync(string message, CancellationToken cancellation)
    {
        await output.EnterAsync(cancellation);
        output.Inner.Note(message);
        output.Leave();
    }
}
