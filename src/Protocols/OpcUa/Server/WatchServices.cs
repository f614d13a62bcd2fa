using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;

namespace Millwright.OpcUa.Server;

/// <summary>The services of subscriptions and monitored items.</summary>
internal sealed class WatchServices(SubscriptionEngine engine, SubscriptionServices subscriptions, MonitoredItemServices items)
{
    public bool TryServe(ReplyTarget target, Session session, uint message, ref UaReader reader)
    {
        switch (message)
        {
            case var _ when message == PublishRequest.EncodingId:
                subscriptions.Publish(target, session, PublishRequest.Decode(ref reader));
                return true;
            case var _ when message == RepublishRequest.EncodingId:
                subscriptions.Republish(target, session, RepublishRequest.Decode(ref reader));
                return true;
            case var _ when message == CreateSubscriptionRequest.EncodingId:
                subscriptions.Create(target, session, CreateSubscriptionRequest.Decode(ref reader));
                return true;
            case var _ when message == ModifySubscriptionRequest.EncodingId:
                subscriptions.Modify(target, session, ModifySubscriptionRequest.Decode(ref reader));
                return true;
            case var _ when message == SetPublishingModeRequest.EncodingId:
                subscriptions.SetPublishingMode(target, session, SetPublishingModeRequest.Decode(ref reader));
                return true;
            case var _ when message == DeleteSubscriptionsRequest.EncodingId:
                subscriptions.Delete(target, session, DeleteSubscriptionsRequest.Decode(ref reader));
                return true;
            case var _ when message == TransferSubscriptionsRequest.EncodingId:
                subscriptions.Transfer(target, session, TransferSubscriptionsRequest.Decode(ref reader));
                return true;
            case var _ when message == CreateMonitoredItemsRequest.EncodingId:
                items.Create(target, session, CreateMonitoredItemsRequest.Decode(ref reader));
                return true;
            case var _ when message == ModifyMonitoredItemsRequest.EncodingId:
                items.Modify(target, session, ModifyMonitoredItemsRequest.Decode(ref reader));
                return true;
            case var _ when message == SetMonitoringModeRequest.EncodingId:
                items.SetMode(target, session, SetMonitoringModeRequest.Decode(ref reader));
                return true;
            case var _ when message == SetTriggeringRequest.EncodingId:
                items.SetTriggering(target, session, SetTriggeringRequest.Decode(ref reader));
                return true;
            case var _ when message == DeleteMonitoredItemsRequest.EncodingId:
                items.Delete(target, session, DeleteMonitoredItemsRequest.Decode(ref reader));
                return true;
            case var _ when message == CancelRequest.EncodingId:
                Cancel(target, session, CancelRequest.Decode(ref reader));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Publish requests of a channel that closed will not be answered: a subscription must not take them for a client that listens.</summary>
    public void ForgetUnanswerable(Session session)
    {
        lock (engine.Gate)
        {
            for (var left = session.Publishes.Count; left > 0; left--)
            {
                var waiting = session.Publishes.Dequeue();
                if (waiting.Target.Channel.IsOpen)
                    session.Publishes.Enqueue(waiting);
            }
        }
    }

    // Of all requests only publish requests wait here (OPC 10000-4, 5.7.5).
    private void Cancel(ReplyTarget target, Session session, CancelRequest request)
    {
        var cancelled = 0u;
        lock (engine.Gate)
        {
            for (var left = session.Publishes.Count; left > 0; left--)
            {
                var waiting = session.Publishes.Dequeue();
                if (waiting.Target.RequestHandle != request.RequestHandle)
                {
                    session.Publishes.Enqueue(waiting);
                    continue;
                }
                waiting.Target.Fault(Types.StatusCodes.BadRequestCancelledByClient);
                cancelled++;
            }
        }
        target.Send(new CancelResponse(cancelled));
    }
}
