using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>
/// Makes the server's subscriptions what was asked for: after a connect, after a change, and again and again in between. One loop for each
/// connection does it all, so that nothing is done twice.
/// </summary>
internal sealed class SubscriptionManager
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly OpcUaClientOptions _options;
    private readonly ClientStatistics _statistics;
    private readonly Lock _lock = new();
    private readonly List<Subscription> _subscriptions = [];
    private readonly Dictionary<uint, SubscriptionPart> _parts = [];
    private TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _auditedAt;
    private bool _auditFails;

    public SubscriptionManager(OpcUaClientOptions options, ClientStatistics statistics)
    {
        _options = options;
        _statistics = statistics;
    }

    public int Parts
    {
        get
        {
            lock (_lock)
                return _parts.Values.Count(static part => !part.IsLost);
        }
    }

    public Subscription Add(SubscriptionOptions options, INotificationSink sink)
    {
        var subscription = new Subscription(this, options, sink);
        lock (_lock)
            _subscriptions.Add(subscription);
        return subscription;
    }

    public void Wake()
    {
        lock (_lock)
            _wake.TrySetResult();
    }

    public SubscriptionPart? PartOf(uint id)
    {
        lock (_lock)
            return _parts.GetValueOrDefault(id);
    }

    /// <summary>The server forgot all of them.</summary>
    public void LoseAll()
    {
        lock (_lock)
        {
            foreach (var part in _parts.Values)
                part.IsLost = true;
        }
        Wake();
    }

    public async Task CloseAsync(Subscription subscription, CancellationToken cancellation)
    {
        List<uint> ids;
        UaSession? session;
        lock (_lock)
        {
            _subscriptions.Remove(subscription);
            ids = [.. _parts.Values.Where(part => part.Owner == subscription).Select(part => part.Id)];
            foreach (var id in ids)
                _parts.Remove(id);
            session = Session;
        }
        if (session is null || ids.Count == 0)
            return;
        try
        {
            await session.InvokeAsync<DeleteSubscriptionsRequest, DeleteSubscriptionsResponse>(new DeleteSubscriptionsRequest(ids), cancellation).ConfigureAwait(false);
        }
        catch (UaException)
        {
            // The connection broke: the server forgets them by itself.
            return;
        }
    }

    private UaSession? Session { get; set; }

    /// <summary>Runs while a session is connected.</summary>
    /// <param name="session">The session.</param>
    /// <param name="origin">Where the session comes from, and with it what the server still has.</param>
    /// <param name="sessionLost">Told when the server does not know the session any more.</param>
    /// <param name="faulted">Told when a sink failed.</param>
    /// <param name="cancellation">Ends it with the connection.</param>
    public async Task RunAsync(UaSession session, SessionOrigin origin, Action<UaException> sessionLost, Action<Exception> faulted, CancellationToken cancellation)
    {
        lock (_lock)
            Session = session;
        _auditedAt = _options.Time.GetTimestamp();
        _auditFails = false;
        var pump = new PublishPump(_options, _statistics, this, session, sessionLost, faulted);
        var consuming = pump.RunAsync(cancellation);
        try
        {
            var recovery = new SubscriptionRecovery(_statistics, session, pump);
            var maker = new ItemMaker(_options, _statistics, session);
            await recovery.RecoverAsync(Snapshot(), origin, cancellation).ConfigureAwait(false);
            while (!cancellation.IsCancellationRequested)
            {
                try
                {
                    await KeepAsync(maker, pump, cancellation).ConfigureAwait(false);
                }
                catch (UaException failed) when (session.Channel.IsOpen)
                {
                    if (OpcUaClient.IsSessionGone(failed.Status))
                        sessionLost(failed);
                    // Anything else is the server's mood: the next round tries again.
                }
                await NextAsync(cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The connection is over; its keeper comes back with another.
        }
        catch (UaException failed)
        {
            // Recovering failed half way: a session without its subscriptions is no use.
            sessionLost(failed);
        }
        finally
        {
            lock (_lock)
                Session = null;
            await consuming.ConfigureAwait(false);
        }
    }

    private async Task KeepAsync(ItemMaker maker, PublishPump pump, CancellationToken cancellation)
    {
        foreach (var part in Snapshot())
            CheckSilence(part, pump);
        foreach (var subscription in Subscriptions())
        {
            try
            {
                await maker.MakeAsync(subscription, part => Register(part, pump), cancellation).ConfigureAwait(false);
            }
            catch (UaException refused) when (maker.IsServersRefusal(refused))
            {
                // The others go on; these items are tried again one back-off later.
                maker.FailPending(subscription, refused.Status);
            }
            subscription.NoteSettled();
        }
        pump.Fill();
        if (_auditFails || _options.AuditInterval <= TimeSpan.Zero || _options.Time.GetElapsedTime(_auditedAt) < _options.AuditInterval)
            return;
        _auditedAt = _options.Time.GetTimestamp();
        var before = _statistics.ItemsRepaired;
        foreach (var part in Snapshot())
            _auditFails |= !await maker.AuditAsync(part, cancellation).ConfigureAwait(false);
        if (_statistics.ItemsRepaired > before)
            Wake();
    }

    private void Register(SubscriptionPart part, PublishPump pump)
    {
        lock (_lock)
            _parts[part.Id] = part;
        pump.Fill();
    }

    /// <summary>A part that missed two signs of life is not waited for any longer.</summary>
    private void CheckSilence(SubscriptionPart part, PublishPump pump)
    {
        if (!pump.IsBehind && _options.Time.GetElapsedTime(part.HeardAt) > (part.KeepAlive * 2) + _options.RequestTimeout)
            part.IsLost = true;
        if (!part.IsLost)
            return;
        lock (_lock)
            _parts.Remove(part.Id);
        var items = part.Owner.Lose(part);
        lock (part.Delivering)
        {
            part.IsGone = true;
            part.Owner.Sink.OnGap(new(part.HeardAtUtc, items, IsMadeAnew: true));
        }
        _statistics.Recreations++;
    }

    private async Task NextAsync(CancellationToken cancellation)
    {
        Task wake;
        lock (_lock)
            wake = _wake.Task;
        using var tick = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(wake, Task.Delay(Tick, _options.Time, tick.Token)).ConfigureAwait(false);
        await tick.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_wake.Task.IsCompleted)
                _wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private List<Subscription> Subscriptions()
    {
        lock (_lock)
            return [.. _subscriptions];
    }

    private List<SubscriptionPart> Snapshot()
    {
        lock (_lock)
            return [.. _parts.Values];
    }
}
