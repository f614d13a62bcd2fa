using System.Threading.Channels;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>
/// Keeps Publish requests at the server, takes their answers in order, asks again for messages that are missing and acknowledges the
/// rest. A value passes without an object of its own.
/// </summary>
internal sealed class PublishPump(
    OpcUaClientOptions options, ClientStatistics statistics, SubscriptionManager manager, UaSession session, Action<UaException> sessionLost, Action<Exception> faulted)
    : IReplyReceiver
{
    private const int MaxRepublished = 1000;

    private readonly Channel<ReplyMessage> _replies = System.Threading.Channels.Channel.CreateUnbounded<ReplyMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _lock = new();
    private readonly List<SubscriptionAcknowledgement> _acknowledgements = [];
    private int _outstanding;
    private bool _isTaking;
    private int _most = options.MaxPublishRequests;

    /// <summary>Messages wait for their sink: what seems silent may lie here.</summary>
    public bool IsBehind => Volatile.Read(ref _isTaking) || _replies.Reader.TryPeek(out _);

    /// <summary>Sends Publish requests until as many as useful are at the server.</summary>
    public void Fill()
    {
        while (TrySend())
        {
        }
    }

    /// <summary>Takes the answers until the connection ends.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var reply = await _replies.Reader.ReadAsync(cancellation).ConfigureAwait(false);
                using (reply)
                    await TakeAsync(reply, cancellation).ConfigureAwait(false);
                Fill();
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or ChannelClosedException)
        {
            _replies.Writer.TryComplete();
            while (_replies.Reader.TryRead(out var unread))
                unread.Dispose();
        }
    }

    public void OnReply(ReplyMessage reply)
    {
        Interlocked.Decrement(ref _outstanding);
        if (!_replies.Writer.TryWrite(reply))
            reply.Dispose();
    }

    public void OnFailed(Exception failure) => Interlocked.Decrement(ref _outstanding);

    /// <summary>Asks for everything that was sent while nobody listened (OPC 10000-4, 5.14.1.4 and 6.7).</summary>
    /// <exception cref="UaException">The connection broke again.</exception>
    public async Task CatchUpAsync(SubscriptionPart part, CancellationToken cancellation)
    {
        if (part.IsBatchOpen)
            await EndBatchAsync(part, SubscriptionPart.Before(part.Expected), cancellation).ConfigureAwait(false);
        for (var i = 0; i < MaxRepublished; i++)
        {
            if (!await RepublishAsync(part, part.Expected, cancellation).ConfigureAwait(false))
                break;
        }
        part.HeardAt = options.Time.GetTimestamp();
    }

    private bool TrySend()
    {
        List<SubscriptionAcknowledgement> acknowledged;
        lock (_lock)
        {
            if (_outstanding >= Useful() || !session.Channel.IsOpen)
                return false;
            Interlocked.Increment(ref _outstanding);
            acknowledged = [.. _acknowledgements];
            _acknowledgements.Clear();
        }
        var writer = session.Channel.BeginRequest();
        writer.WriteRequest(session.Header(Timeout.InfiniteTimeSpan), new PublishRequest(acknowledged));
        session.Channel.Send(writer, Timeout.InfiniteTimeSpan, this);
        return true;
    }

    /// <summary>One for each subscription, and two so that the next is there before the last is answered; none without a subscription.</summary>
    private int Useful()
    {
        var parts = manager.Parts;
        return parts == 0 ? 0 : Math.Min(_most, parts + 2);
    }

    private async Task TakeAsync(ReplyMessage reply, CancellationToken cancellation)
    {
        Volatile.Write(ref _isTaking, true);
        try
        {
            var head = Inspect(reply);
            if (manager.PartOf(head.SubscriptionId) is not { } part)
                return;
            part.HeardAt = options.Time.GetTimestamp();
            var missing = unchecked((int)(head.SequenceNumber - part.Expected));
            if (missing > 0)
                await AskAgainAsync(part, head.SequenceNumber, cancellation).ConfigureAwait(false);
            if (!head.IsKeepAlive && missing >= 0)
            {
                Deliver(reply, part);
                await EndBatchAsync(part, head.SequenceNumber, cancellation).ConfigureAwait(false);
            }
            else if (!head.IsKeepAlive)
            {
                Acknowledge(head.SubscriptionId, head.SequenceNumber);
            }
            part.HeardAtUtc = options.Time.GetUtcNow();
        }
        catch (UaException failed)
        {
            Judge(failed);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The sink failed on this message; the next one is given to it all the same.
            faulted(fault);
        }
        finally
        {
            Volatile.Write(ref _isTaking, false);
        }
    }

    private void Judge(UaException failed)
    {
        if (failed.Status == StatusCodes.BadTooManyPublishRequests)
            _most = Math.Max(1, Useful() - 1);
        else if (failed.Status == StatusCodes.BadNoSubscription)
            manager.LoseAll();
        else if (OpcUaClient.IsSessionGone(failed.Status))
            sessionLost(failed);
        else if (failed.Status == StatusCodes.BadDecodingError || failed.Status == StatusCodes.BadEncodingLimitsExceeded)
            faulted(failed);
    }

    private async Task AskAgainAsync(SubscriptionPart part, uint until, CancellationToken cancellation)
    {
        for (var i = 0; part.Expected != until; i++)
        {
            if (i >= MaxRepublished || !await RepublishAsync(part, part.Expected, cancellation).ConfigureAwait(false))
            {
                statistics.LostMessages += unchecked(until - part.Expected);
                part.Owner.Sink.OnGap(new(part.HeardAtUtc, part.Owner.HandlesOf(part), IsMadeAnew: false));
                part.Expected = until;
                return;
            }
        }
    }

    private async Task<bool> RepublishAsync(SubscriptionPart part, uint number, CancellationToken cancellation)
    {
        try
        {
            var response = await session.InvokeAsync<RepublishRequest, RepublishResponse>(new RepublishRequest(part.Id, number), cancellation).ConfigureAwait(false);
            statistics.Republished++;
            foreach (var data in response.NotificationMessage.NotificationData)
                Deliver(data, part);
            await EndBatchAsync(part, number, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (UaException none) when (none.Status == StatusCodes.BadMessageNotAvailable)
        {
            return false;
        }
        catch (UaException gone) when (gone.Status == StatusCodes.BadSubscriptionIdInvalid)
        {
            part.IsLost = true;
            manager.Wake();
            return false;
        }
        catch (UaException refused) when (session.Channel.IsOpen && !OpcUaClient.IsSessionGone(refused.Status))
        {
            // A server without Republish: what is missing stays missing, and is counted by the caller.
            return false;
        }
    }

    // Noted as given before the sink's pause, which a break of the connection ends: what was given once is not asked for again.
    private async Task EndBatchAsync(SubscriptionPart part, uint number, CancellationToken cancellation)
    {
        part.Expected = SubscriptionPart.After(number);
        part.IsBatchOpen = true;
        await part.Owner.Sink.OnBatchEndAsync(cancellation).ConfigureAwait(false);
        part.IsBatchOpen = false;
        Acknowledge(part.Id, number);
    }

    private void Acknowledge(uint subscriptionId, uint number)
    {
        lock (_lock)
            _acknowledgements.Add(new SubscriptionAcknowledgement(subscriptionId, number));
    }

    private (uint SubscriptionId, uint SequenceNumber, bool IsKeepAlive) Inspect(in ReplyMessage reply)
    {
        var view = new PublishResponseView(session.Open(reply.Body, PublishResponse.EncodingId, nameof(PublishResponse)));
        return (view.SubscriptionId, view.SequenceNumber, view.NotificationCount == 0);
    }

    private void Deliver(in ReplyMessage reply, SubscriptionPart part)
    {
        var view = new PublishResponseView(session.Open(reply.Body, PublishResponse.EncodingId, nameof(PublishResponse)));
        lock (part.Delivering)
        {
            if (part.IsGone)
                return;
            while (view.MoveNext())
            {
                switch (view.Kind)
                {
                    case NotificationKind.DataChange:
                        Deliver(view.DataChange, part.Owner.Sink);
                        break;
                    case NotificationKind.Event:
                        Deliver(view.ReadEvents(), part.Owner.Sink);
                        break;
                    case NotificationKind.StatusChange:
                        NoteStatus(view.ReadStatusChange(), part);
                        break;
                }
            }
        }
    }

    private void Deliver(ExtensionObject data, SubscriptionPart part)
    {
        var reader = new UaReader(data.Body.Span, options.DecodingLimits);
        lock (part.Delivering)
        {
            if (part.IsGone)
                return;
            if (data.TypeId == new NodeId(DataChangeNotification.EncodingId))
                Deliver(new DataChangeView(reader), part.Owner.Sink);
            else if (data.TypeId == new NodeId(EventNotificationList.EncodingId))
                Deliver(EventNotificationList.Decode(ref reader), part.Owner.Sink);
            else if (data.TypeId == new NodeId(StatusChangeNotification.EncodingId))
                NoteStatus(StatusChangeNotification.Decode(ref reader), part);
        }
    }

    private void Deliver(DataChangeView changes, INotificationSink sink)
    {
        var overflows = 0;
        while (changes.MoveNext())
        {
            var value = changes.Current.Value;
            if (value.Status.HasOverflow)
                overflows++;
            sink.OnValue(changes.Current.ClientHandle, value);
        }
        statistics.CountNotifications(changes.Count, overflows);
    }

    private void Deliver(EventNotificationList events, INotificationSink sink)
    {
        foreach (var one in events.Events)
            sink.OnEvent(one.ClientHandle, one.EventFields);
        statistics.CountEvents(events.Events.Count);
    }

    private void NoteStatus(StatusChangeNotification change, SubscriptionPart part)
    {
        // Timed out, or taken over by another session: either way it is not ours any more.
        if (change.Status.IsBad || change.Status == StatusCodes.GoodSubscriptionTransferred)
        {
            part.IsLost = true;
            manager.Wake();
        }
    }
}
