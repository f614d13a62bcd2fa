using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>Makes and deletes monitored items in portions that the server takes; a failed item is tried again on its own.</summary>
internal sealed class ItemMaker(OpcUaClientOptions options, ClientStatistics statistics, UaSession session)
{
    private static readonly NodeId Server = ServerIds.Server;

    /// <summary>Brings the server's items closer to those asked for.</summary>
    /// <exception cref="UaException">A request failed as a whole.</exception>
    public async Task MakeAsync(Subscription subscription, Action<SubscriptionPart> register, CancellationToken cancellation)
    {
        await DeleteAsync(subscription, cancellation).ConfigureAwait(false);
        var due = Due(subscription);
        var at = 0;
        while (at < due.Count && !subscription.IsClosed)
        {
            var part = PartWithRoom(subscription);
            if (part is null)
            {
                part = await CreatePartAsync(subscription, cancellation).ConfigureAwait(false);
                register(part);
            }
            var most = Math.Min(Math.Min(subscription.Options.MaxItemsPerServerSubscription, session.Limits.MonitoredItemsPerSubscription) - part.Items, session.Limits.MonitoredItemsPerCall);
            var portion = due.GetRange(at, Math.Min(most, due.Count - at));
            await CreateItemsAsync(subscription, part, portion, cancellation).ConfigureAwait(false);
            at += portion.Count;
        }
    }

    /// <summary>Asks the server which items it really has (OPC 10000-5, 9.1) and makes the missing ones anew.</summary>
    /// <returns>False when the server cannot say.</returns>
    public async Task<bool> AuditAsync(SubscriptionPart part, CancellationToken cancellation)
    {
        var call = new CallRequest([new CallMethodRequest(Server, ServerIds.GetMonitoredItems, [new Variant(part.Id)])]);
        var results = (await session.InvokeAsync<CallRequest, CallResponse>(call, cancellation).ConfigureAwait(false)).Results;
        if (results.Count == 0 || results[0].StatusCode.IsBad || results[0].OutputArguments.Count < 1 || results[0].OutputArguments[0].Elements is not uint[] live)
            return false;
        var known = live.ToHashSet();
        var subscription = part.Owner;
        var missing = new List<uint>();
        lock (subscription.Lock)
        {
            foreach (var item in subscription.Items.Values)
            {
                if (item.Part != part || item.State != MonitoredItemState.Live || known.Contains(item.ServerId))
                    continue;
                item.State = MonitoredItemState.Pending;
                item.Part = null;
                part.Items--;
                missing.Add(item.Handle);
                statistics.ItemsRepaired++;
            }
        }
        if (missing.Count > 0)
            subscription.Sink.OnGap(new(part.HeardAtUtc, missing, IsMadeAnew: true));
        return true;
    }

    /// <summary>Whether the server refused a request while connection and session are fine.</summary>
    public bool IsServersRefusal(UaException failure) =>
        session.Channel.IsOpen && !OpcUaClient.IsSessionGone(failure.Status) && failure.Status != StatusCodes.BadTimeout;

    public void FailPending(Subscription subscription, StatusCode status)
    {
        foreach (var item in Due(subscription))
            Fail(subscription, item, status);
    }

    private List<MonitoredItem> Due(Subscription subscription)
    {
        var now = options.Time.GetTimestamp();
        lock (subscription.Lock)
        {
            var due = new List<MonitoredItem>();
            foreach (var item in subscription.Items.Values)
            {
                if (item.State == MonitoredItemState.Pending || (item.State == MonitoredItemState.Failed && item.RetryAt <= now))
                    due.Add(item);
            }
            return due;
        }
    }

    private SubscriptionPart? PartWithRoom(Subscription subscription)
    {
        var most = Math.Min(subscription.Options.MaxItemsPerServerSubscription, session.Limits.MonitoredItemsPerSubscription);
        lock (subscription.Lock)
            return subscription.Parts.Find(part => !part.IsLost && part.Items < most);
    }

    private async Task<SubscriptionPart> CreatePartAsync(Subscription subscription, CancellationToken cancellation)
    {
        var wanted = subscription.Options;
        var response = await session.InvokeAsync<CreateSubscriptionRequest, CreateSubscriptionResponse>(
            new CreateSubscriptionRequest(
                wanted.PublishingInterval.TotalMilliseconds, wanted.LifetimeCount, wanted.KeepAliveCount, wanted.MaxNotificationsPerPublish, true, wanted.Priority),
            cancellation).ConfigureAwait(false);
        var part = new SubscriptionPart(subscription)
        {
            Id = response.SubscriptionId,
            KeepAlive = TimeSpan.FromMilliseconds(Math.Clamp(response.RevisedPublishingIntervalMs, 1, 86_400_000) * Math.Max(1, response.RevisedMaxKeepAliveCount)),
            HeardAt = options.Time.GetTimestamp(),
            HeardAtUtc = options.Time.GetUtcNow(),
        };
        if (wanted.DurableLifetime > TimeSpan.Zero)
            await MakeDurableAsync(subscription, part, cancellation).ConfigureAwait(false);
        lock (subscription.Lock)
            subscription.Parts.Add(part);
        return part;
    }

    // A server that cannot is no failure: the subscription lives as others do, and its owner can see so.
    private async Task MakeDurableAsync(Subscription subscription, SubscriptionPart part, CancellationToken cancellation)
    {
        var hours = (uint)Math.Ceiling(subscription.Options.DurableLifetime.TotalHours);
        var call = new CallRequest([new CallMethodRequest(Server, ServerIds.SetSubscriptionDurable, [new Variant(part.Id), new Variant(hours)])]);
        var result = (await session.InvokeAsync<CallRequest, CallResponse>(call, cancellation).ConfigureAwait(false)).Results;
        subscription.DurableLifetime = result is [{ StatusCode.IsBad: false, OutputArguments: [{ Type: BuiltInType.UInt32, IsScalar: true } granted, ..] }, ..]
            ? TimeSpan.FromHours(granted.AsUInt32())
            : null;
    }

    private async Task CreateItemsAsync(Subscription subscription, SubscriptionPart part, List<MonitoredItem> portion, CancellationToken cancellation)
    {
        var asked = new List<MonitoredItem>(portion.Count);
        var requests = new List<MonitoredItemCreateRequest>(portion.Count);
        foreach (var item in portion)
        {
            if (Resolve(item) is not { } node)
            {
                Fail(subscription, item, StatusCodes.BadNodeIdUnknown);
                continue;
            }
            asked.Add(item);
            requests.Add(item.Create(node));
        }
        if (requests.Count == 0)
            return;
        var response = await CreateAsync(part, requests, cancellation).ConfigureAwait(false);
        for (var i = 0; i < asked.Count; i++)
        {
            if (i >= response.Results.Count)
                Fail(subscription, asked[i], StatusCodes.BadUnexpectedError);
            else if (response.Results[i].StatusCode.IsBad)
                Fail(subscription, asked[i], response.Results[i].StatusCode);
            else
                Live(subscription, part, asked[i], response.Results[i].MonitoredItemId);
        }
    }

    private async Task<CreateMonitoredItemsResponse> CreateAsync(SubscriptionPart part, List<MonitoredItemCreateRequest> requests, CancellationToken cancellation)
    {
        try
        {
            return await session.InvokeAsync<CreateMonitoredItemsRequest, CreateMonitoredItemsResponse>(
                new CreateMonitoredItemsRequest(part.Id, TimestampsToReturn.Both, requests), cancellation).ConfigureAwait(false);
        }
        catch (UaException gone) when (gone.Status == StatusCodes.BadSubscriptionIdInvalid)
        {
            part.IsLost = true;
            throw;
        }
    }

    private NodeId? Resolve(MonitoredItem item)
    {
        item.Name(session.Namespaces);
        return session.Namespaces.TryResolve(item.NodeId, out var id) ? id : null;
    }

    private static void Live(Subscription subscription, SubscriptionPart part, MonitoredItem item, uint serverId)
    {
        lock (subscription.Lock)
        {
            item.ServerId = serverId;
            item.Part = part;
            item.Status = StatusCodes.Good;
            item.RetryAfter = TimeSpan.Zero;
            part.Items++;
            // It left while the server made it.
            if (item.State == MonitoredItemState.Leaving)
                subscription.Leaving.Add(item);
            else
                item.State = MonitoredItemState.Live;
        }
        subscription.Sink.OnItemStatus(item.Handle, StatusCodes.Good);
    }

    private void Fail(Subscription subscription, MonitoredItem item, StatusCode status)
    {
        var isNews = item.Status != status;
        lock (subscription.Lock)
        {
            if (item.State == MonitoredItemState.Failed)
                statistics.ItemRetries++;
            if (item.State == MonitoredItemState.Leaving)
                return;
            item.State = MonitoredItemState.Failed;
            item.Status = status;
            item.RetryAfter = item.RetryAfter == TimeSpan.Zero ? subscription.Options.ItemRetryAfter : item.RetryAfter * 2;
            if (item.RetryAfter > subscription.Options.MaxItemRetryAfter)
                item.RetryAfter = subscription.Options.MaxItemRetryAfter;
            item.RetryAt = options.Time.GetTimestamp() + (long)(item.RetryAfter.TotalSeconds * options.Time.TimestampFrequency);
        }
        if (isNews)
            subscription.Sink.OnItemStatus(item.Handle, status);
    }

    private async Task DeleteAsync(Subscription subscription, CancellationToken cancellation)
    {
        List<MonitoredItem> leaving;
        lock (subscription.Lock)
        {
            leaving = [.. subscription.Leaving];
            subscription.Leaving.Clear();
        }
        foreach (var group in leaving.Where(item => item.Part is { IsLost: false }).GroupBy(item => item.Part!))
        {
            foreach (var portion in group.Chunk(session.Limits.MonitoredItemsPerCall))
            {
                await session.InvokeAsync<DeleteMonitoredItemsRequest, DeleteMonitoredItemsResponse>(
                    new DeleteMonitoredItemsRequest(group.Key.Id, [.. portion.Select(item => item.ServerId)]), cancellation).ConfigureAwait(false);
                group.Key.Items -= portion.Length;
            }
        }
    }
}
