using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>The services of subscriptions (OPC 10000-4, 5.14).</summary>
internal sealed class SubscriptionServices(SubscriptionEngine engine)
{
    private const uint DefaultKeepAliveCount = 10;
    private const int MaxAcknowledgements = 10_000;

    public void Create(ReplyTarget target, Session session, CreateSubscriptionRequest request)
    {
        CreateSubscriptionResponse response;
        lock (engine.Gate)
        {
            var status = engine.TryCreate(session, out var subscription);
            if (status.IsBad)
            {
                target.Fault(status);
                return;
            }
            subscription.PublishingEnabled = request.PublishingEnabled;
            Set(subscription, request.RequestedPublishingIntervalMs, request.RequestedLifetimeCount, request.RequestedMaxKeepAliveCount, request.MaxNotificationsPerPublish, request.Priority);
            response = new CreateSubscriptionResponse(subscription.Id, subscription.PublishingIntervalMs, subscription.LifetimeCount, subscription.KeepAliveCount);
        }
        target.Send(response);
    }

    public void Modify(ReplyTarget target, Session session, ModifySubscriptionRequest request)
    {
        ModifySubscriptionResponse response;
        lock (engine.Gate)
        {
            if (engine.Find(session, request.SubscriptionId) is not { } subscription)
            {
                target.Fault(StatusCodes.BadSubscriptionIdInvalid);
                return;
            }
            Set(subscription, request.RequestedPublishingIntervalMs, request.RequestedLifetimeCount, request.RequestedMaxKeepAliveCount, request.MaxNotificationsPerPublish, request.Priority);
            response = new ModifySubscriptionResponse(subscription.PublishingIntervalMs, subscription.LifetimeCount, subscription.KeepAliveCount);
        }
        target.Send(response);
    }

    public void SetPublishingMode(ReplyTarget target, Session session, SetPublishingModeRequest request)
    {
        if (IsRefused(target, request.SubscriptionIds.Count))
            return;
        target.Send(new SetPublishingModeResponse(ForEach(session, request.SubscriptionIds, subscription => subscription.PublishingEnabled = request.PublishingEnabled), []));
    }

    public void Delete(ReplyTarget target, Session session, DeleteSubscriptionsRequest request)
    {
        if (IsRefused(target, request.SubscriptionIds.Count))
            return;
        target.Send(new DeleteSubscriptionsResponse(ForEach(session, request.SubscriptionIds, engine.Delete), []));
    }

    public void Publish(ReplyTarget target, Session session, PublishRequest request)
    {
        if (request.SubscriptionAcknowledgements.Count > MaxAcknowledgements)
        {
            target.Fault(StatusCodes.BadTooManyOperations);
            return;
        }
        lock (engine.Gate)
        {
            var acknowledged = Acknowledge(session, request.SubscriptionAcknowledgements);
            if (session.Subscriptions.Count == 0)
            {
                target.Fault(StatusCodes.BadNoSubscription);
                return;
            }
            while (session.Publishes.Count >= engine.Limits.MaxPublishRequests && SubscriptionEngine.TryTakePublish(session, out var oldest))
                oldest.Target.Fault(StatusCodes.BadTooManyPublishRequests);
            session.Publishes.Enqueue(new WaitingPublish(target, acknowledged));
            while (session.Publishes.Count > 0 && NextLate(session) is { } late)
                late.Publish();
        }
    }

    public void Republish(ReplyTarget target, Session session, RepublishRequest request)
    {
        lock (engine.Gate)
        {
            if (engine.Find(session, request.SubscriptionId) is not { } subscription)
            {
                target.Fault(StatusCodes.BadSubscriptionIdInvalid);
                return;
            }
            subscription.ResetLifetime();
            if (!subscription.TryGetSent(request.RetransmitSequenceNumber, out var message))
            {
                target.Fault(StatusCodes.BadMessageNotAvailable);
                return;
            }
            var writer = target.Begin(RepublishResponse.EncodingId);
            writer.WriteRaw(message);
            target.Send(writer);
        }
    }

    public void Transfer(ReplyTarget target, Session session, TransferSubscriptionsRequest request)
    {
        if (IsRefused(target, request.SubscriptionIds.Count))
            return;
        var results = new TransferResult[request.SubscriptionIds.Count];
        lock (engine.Gate)
        {
            for (var i = 0; i < results.Length; i++)
                results[i] = Transfer(session, request.SubscriptionIds[i], request.SendInitialValues);
        }
        target.Send(new TransferSubscriptionsResponse(results, []));
    }

    private static Subscription? NextLate(Session session)
    {
        Subscription? next = null;
        foreach (var subscription in session.Subscriptions)
        {
            if (subscription.IsLate && (next is null || subscription.Priority > next.Priority || (subscription.Priority == next.Priority && subscription.LateSince < next.LateSince)))
                next = subscription;
        }
        return next;
    }

    // OPC 10000-4, 5.14.7.2: another session may take it over when it is the same user's and the same client's.
    private TransferResult Transfer(Session session, uint id, bool sendInitialValues)
    {
        if (engine.Find(id) is not { } subscription)
            return new TransferResult(StatusCodes.BadSubscriptionIdInvalid, []);
        if (subscription.Owner.Kind != session.User!.Kind || subscription.Owner.Name != session.User.Name
            || (subscription.Owner.Kind == UserKind.Anonymous && !(subscription.OwnerCertificate ?? []).AsSpan().SequenceEqual(session.Certificate ?? [])))
        {
            return new TransferResult(StatusCodes.BadUserAccessDenied, []);
        }
        var before = subscription.Session;
        if (before == session)
            return new TransferResult(StatusCodes.Good, subscription.AvailableNumbers);
        if (session.Subscriptions.Count >= engine.Limits.MaxSubscriptionsPerSession)
            return new TransferResult(StatusCodes.BadTooManySubscriptions, []);
        if (before is not null)
        {
            before.Subscriptions.Remove(subscription);
            if (SubscriptionEngine.TryTakePublish(before, out var waiting))
                subscription.TellTransferred(waiting);
            if (before.Subscriptions.Count == 0)
                SubscriptionEngine.RefuseWaiting(before, StatusCodes.BadNoSubscription);
        }
        var available = subscription.AvailableNumbers;
        subscription.MoveTo(session);
        session.Subscriptions.Add(subscription);
        if (sendInitialValues)
            subscription.RepeatValues();
        return new TransferResult(StatusCodes.Good, available);
    }

    private static StatusCode[]? Acknowledge(Session session, IReadOnlyList<SubscriptionAcknowledgement> acknowledgements)
    {
        if (acknowledgements.Count == 0)
            return null;
        var results = new StatusCode[acknowledgements.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var subscription = session.Subscriptions.Find(s => s.Id == acknowledgements[i].SubscriptionId);
            results[i] = subscription?.Acknowledge(acknowledgements[i].SequenceNumber) ?? StatusCodes.BadSubscriptionIdInvalid;
        }
        return results;
    }

    private bool IsRefused(ReplyTarget target, int count)
    {
        if (count > 0 && count <= engine.Limits.MaxSubscriptions)
            return false;
        target.Fault(count == 0 ? StatusCodes.BadNothingToDo : StatusCodes.BadTooManyOperations);
        return true;
    }

    private StatusCode[] ForEach(Session session, IReadOnlyList<uint> ids, Action<Subscription> action)
    {
        var results = new StatusCode[ids.Count];
        lock (engine.Gate)
        {
            for (var i = 0; i < results.Length; i++)
            {
                if (engine.Find(session, ids[i]) is not { } subscription)
                {
                    results[i] = StatusCodes.BadSubscriptionIdInvalid;
                    continue;
                }
                subscription.ResetLifetime();
                action(subscription);
            }
        }
        return results;
    }

    private void Set(Subscription subscription, double intervalMs, uint lifetime, uint keepAlive, uint maxNotifications, byte priority)
    {
        var limits = engine.Limits;
        var interval = double.IsFinite(intervalMs) ? Math.Clamp(intervalMs, limits.MinPublishingIntervalMs, limits.MaxPublishingIntervalMs) : limits.MinPublishingIntervalMs;
        var mostCycles = (uint)Math.Clamp(limits.MaxSubscriptionLifetime.TotalMilliseconds / interval, 3, uint.MaxValue);
        var alive = Math.Clamp(keepAlive == 0 ? DefaultKeepAliveCount : keepAlive, 1, Math.Max(1, mostCycles / 3));
        // The lifetime is at least three times the keep-alive count (OPC 10000-4, 5.14.2.2).
        subscription.Set(interval, Math.Clamp(lifetime, alive * 3, mostCycles), alive, maxNotifications, priority);
        engine.CountIntervals();
    }
}
