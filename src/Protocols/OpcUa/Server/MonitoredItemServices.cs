using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>The services of monitored items (OPC 10000-4, 5.13).</summary>
internal sealed class MonitoredItemServices(SubscriptionEngine engine, MonitoredItemFactory factory)
{
    public void Create(ReplyTarget target, Session session, CreateMonitoredItemsRequest request)
    {
        if (Refusal(request.ItemsToCreate.Count, request.TimestampsToReturn) is { } refusal)
        {
            target.Fault(refusal);
            return;
        }
        var results = new MonitoredItemCreateResult[request.ItemsToCreate.Count];
        lock (engine.Gate)
        {
            if (Find(target, session, request.SubscriptionId) is not { } subscription)
                return;
            for (var i = 0; i < results.Length; i++)
                results[i] = Create(subscription, session.User!, request.ItemsToCreate[i], request.TimestampsToReturn);
        }
        target.Send(new CreateMonitoredItemsResponse(results, []));
    }

    public void Modify(ReplyTarget target, Session session, ModifyMonitoredItemsRequest request)
    {
        if (Refusal(request.ItemsToModify.Count, request.TimestampsToReturn) is { } refusal)
        {
            target.Fault(refusal);
            return;
        }
        var results = new MonitoredItemModifyResult[request.ItemsToModify.Count];
        lock (engine.Gate)
        {
            if (Find(target, session, request.SubscriptionId) is not { } subscription)
                return;
            for (var i = 0; i < results.Length; i++)
                results[i] = Modify(subscription, request.ItemsToModify[i], request.TimestampsToReturn);
        }
        target.Send(new ModifyMonitoredItemsResponse(results, []));
    }

    public void SetMode(ReplyTarget target, Session session, SetMonitoringModeRequest request)
    {
        if (request.MonitoringMode is < MonitoringMode.Disabled or > MonitoringMode.Reporting)
            target.Fault(StatusCodes.BadMonitoringModeInvalid);
        else if (ForEach(target, session, request.SubscriptionId, request.MonitoredItemIds, (_, item) => SetMode(item, request.MonitoringMode)) is { } results)
            target.Send(new SetMonitoringModeResponse(results, []));
    }

    public void Delete(ReplyTarget target, Session session, DeleteMonitoredItemsRequest request)
    {
        if (ForEach(target, session, request.SubscriptionId, request.MonitoredItemIds, Delete) is { } results)
            target.Send(new DeleteMonitoredItemsResponse(results, []));
    }

    public void SetTriggering(ReplyTarget target, Session session, SetTriggeringRequest request)
    {
        var count = request.LinksToAdd.Count + request.LinksToRemove.Count;
        if (count == 0 || count > engine.Limits.MaxMonitoredItemsPerCall)
        {
            target.Fault(count == 0 ? StatusCodes.BadNothingToDo : StatusCodes.BadTooManyOperations);
            return;
        }
        var added = new StatusCode[request.LinksToAdd.Count];
        var removed = new StatusCode[request.LinksToRemove.Count];
        lock (engine.Gate)
        {
            if (Find(target, session, request.SubscriptionId) is not { } subscription)
                return;
            if (!subscription.Items.TryGetValue(request.TriggeringItemId, out var trigger))
            {
                target.Fault(StatusCodes.BadMonitoredItemIdInvalid);
                return;
            }
            for (var i = 0; i < removed.Length; i++)
                removed[i] = trigger.Triggers?.Remove(request.LinksToRemove[i]) == true ? StatusCodes.Good : StatusCodes.BadMonitoredItemIdInvalid;
            for (var i = 0; i < added.Length; i++)
            {
                if (!subscription.Items.ContainsKey(request.LinksToAdd[i]))
                    added[i] = StatusCodes.BadMonitoredItemIdInvalid;
                else
                    (trigger.Triggers ??= []).Add(request.LinksToAdd[i]);
            }
        }
        target.Send(new SetTriggeringResponse(added, [], removed, []));
    }

    private Subscription? Find(ReplyTarget target, Session session, uint id)
    {
        var subscription = engine.Find(session, id);
        if (subscription is null)
            target.Fault(StatusCodes.BadSubscriptionIdInvalid);
        subscription?.ResetLifetime();
        return subscription;
    }

    private StatusCode? Refusal(int count, TimestampsToReturn timestamps)
    {
        if (count == 0)
            return StatusCodes.BadNothingToDo;
        if (count > engine.Limits.MaxMonitoredItemsPerCall)
            return StatusCodes.BadTooManyOperations;
        return timestamps is < TimestampsToReturn.Source or > TimestampsToReturn.Neither ? StatusCodes.BadTimestampsToReturnInvalid : null;
    }

    private MonitoredItemCreateResult Create(Subscription subscription, UserIdentity user, MonitoredItemCreateRequest request, TimestampsToReturn timestamps)
    {
        if (engine.ItemCount >= engine.Limits.MaxMonitoredItems || subscription.Items.Count >= engine.Limits.MaxMonitoredItemsPerSubscription)
            return new MonitoredItemCreateResult(StatusCodes.BadTooManyMonitoredItems, 0, 0, 0, ExtensionObject.Null);
        var status = factory.TryCreate(subscription, user, request, out var item, out var filterResult);
        if (item is null)
            return new MonitoredItemCreateResult(status, 0, 0, 0, filterResult);
        item.Timestamps = timestamps;
        subscription.Items[item.Id] = item;
        engine.Attach(item);
        return new MonitoredItemCreateResult(StatusCodes.Good, item.Id, item.SamplingIntervalMs, (uint)item.QueueSize, filterResult);
    }

    private MonitoredItemModifyResult Modify(Subscription subscription, MonitoredItemModifyRequest request, TimestampsToReturn timestamps)
    {
        if (!subscription.Items.TryGetValue(request.MonitoredItemId, out var item))
            return new MonitoredItemModifyResult(StatusCodes.BadMonitoredItemIdInvalid, 0, 0, ExtensionObject.Null);
        var before = item.SamplingIntervalMs;
        var status = factory.TrySet(item, request.RequestedParameters, out var filterResult);
        if (status.IsBad)
            return new MonitoredItemModifyResult(status, 0, 0, filterResult);
        item.Timestamps = timestamps;
        if (item.Events is null && item.SamplingIntervalMs != before && item.Group is not null)
        {
            engine.Stop(item);
            engine.Start(item);
        }
        return new MonitoredItemModifyResult(StatusCodes.Good, item.SamplingIntervalMs, (uint)item.QueueSize, filterResult);
    }

    private void SetMode(MonitoredItem item, MonitoringMode mode)
    {
        var before = item.Mode;
        item.Mode = mode;
        if (mode == MonitoringMode.Disabled)
        {
            engine.Stop(item);
            item.Forget();
        }
        else if (before == MonitoringMode.Disabled && item.Events is null)
        {
            engine.Start(item);
        }
        else if (mode == MonitoringMode.Reporting && item.Waiting > 0)
        {
            item.Subscription.MarkReady(item);
        }
    }

    private void Delete(Subscription subscription, MonitoredItem item)
    {
        subscription.Items.Remove(item.Id);
        engine.Detach(item);
    }

    private StatusCode[]? ForEach(ReplyTarget target, Session session, uint subscriptionId, IReadOnlyList<uint> ids, Action<Subscription, MonitoredItem> action)
    {
        if (Refusal(ids.Count, TimestampsToReturn.Neither) is { } refusal)
        {
            target.Fault(refusal);
            return null;
        }
        var results = new StatusCode[ids.Count];
        lock (engine.Gate)
        {
            if (Find(target, session, subscriptionId) is not { } subscription)
                return null;
            for (var i = 0; i < results.Length; i++)
            {
                if (subscription.Items.TryGetValue(ids[i], out var item))
                    action(subscription, item);
                else
                    results[i] = StatusCodes.BadMonitoredItemIdInvalid;
            }
        }
        return results;
    }
}
