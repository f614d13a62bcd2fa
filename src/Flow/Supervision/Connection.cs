using Microsoft.Extensions.Logging;
using Millwright.Flow.Ledger;
using Millwright.Flow.Sources;
using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Flow.Supervision;

/// <summary>One supervised connection: the thin shell around <see cref="Transition"/> that starts, runs and ends sources.</summary>
internal sealed class Connection : IDisposable
{
    /// <summary>How long a source may take to end before it is left behind.</summary>
    public static TimeSpan StopLimit => TimeSpan.FromSeconds(5);

    /// <summary>A connection that ran this long starts its back-off from the beginning.</summary>
    public static TimeSpan StableAfter => TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Lock _pendingGate = new();
    private readonly IConnectionStage _stage;
    private readonly ConnectionAccount _account;
    private readonly ConnectionGaps _gaps;
    private readonly ConnectionJournal _journal;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Dictionary<TagHandle, Quality> _pendingMarks = [];
    private readonly RateMeter _samples;
    private readonly RateMeter _requests;
    private bool _saysTooMuch;

    private ConnectionMachine _machine;
    private Timestamp _since;
    private string? _cause;
    private SourceFault? _lastFault;
    private Timestamp _lastFaultAt;
    private long _restarts;
    private volatile ISource? _source;
    private volatile SourceOutput? _output;
    private CancellationTokenSource? _stop;
    private IAsyncDisposable? _left;
    private Task _loop = Task.CompletedTask;
    private volatile ConnectionSetup _setup;
    private volatile HandleIndex<TagSetup> _byHandle;

    public Connection(ConnectionSetup setup, IConnectionStage stage, LossLedger ledger, TimeProvider clock, ILogger logger)
    {
        _byHandle = new(setup.Tags, t => t.Handle);
        _setup = setup with { Tags = _byHandle.Items };
        _stage = stage;
        _account = ledger.Connection(setup.Name);
        _gaps = new(ledger, _account, clock);
        _journal = new(clock);
        _clock = clock;
        _logger = logger;
        _since = Timestamp.Now(clock);
        _samples = new(clock);
        _requests = new(clock);
    }

    public ConnectionSetup Setup => _setup;

    /// <summary>The running source, null while there is no connection.</summary>
    public ISource? Source => _source;

    public IConnectionStage Stage => _stage;

    public ConnectionStatus Status
    {
        get
        {
            var (good, uncertain, bad) = _stage.CountQualities(_setup.Tags);
            lock (_gate)
            {
                return new()
                {
                    Name = _setup.Name,
                    Driver = _setup.Driver.Name,
                    Address = _setup.Driver.AddressOfConnection(_setup.DriverOptions),
                    State = _machine.State,
                    Since = _since,
                    Cause = _cause,
                    LastFault = _lastFault,
                    LastFaultAt = _lastFaultAt,
                    Restarts = _restarts,
                    Tags = _setup.Tags.Count,
                    GoodTags = good,
                    UncertainTags = uncertain,
                    BadTags = bad,
                    SamplesPerSecond = _samples.PerSecond,
                    RequestsPerSecond = _requests.PerSecond,
                };
            }
        }
    }

    public ConnectionDetail Detail
    {
        get
        {
            var (timeline, faults, notes) = _journal.Now;
            return new(Status, Diagnose(), timeline, faults, notes);
        }
    }

    /// <summary>Begins to connect; does not wait for the device.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await _stage.ConfigureAsync(_setup.Tags, _setup.Options, _setup.Driver, cancellation).ConfigureAwait(false);
        _stage.Unsynchronize(Handles());
        if (!_setup.Options.Enabled)
        {
            Observe(Observation.Disabled, "switched off by configuration");
            _gaps.Open(GapCause.Disabled, "switched off by configuration");
            await MarkAllAsync(Quality.BadOutOfService, cancellation).ConfigureAwait(false);
            return;
        }
        Observe(Observation.Enabled, "not connected yet");
        _stop = new CancellationTokenSource();
        var stop = _stop.Token;
        _loop = Task.Run(() => LoopAsync(stop), CancellationToken.None);
    }

    /// <summary>Ends the source and says why of every tag.</summary>
    public async Task StopAsync(Quality mark, CancellationToken cancellation)
    {
        if (_stop is not null)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            try
            {
                await _loop.WaitAsync(StopLimit, _clock, cancellation).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                _output?.Detach();
                SupervisionLog.Abandoned(_logger, _setup.Name);
                Note("warning", "the driver did not stop in time and was abandoned");
            }
        }
        await MarkAllAsync(mark, cancellation).ConfigureAwait(false);
    }

    public void Dispose() => _stop?.Dispose();

    /// <summary>Takes other tags while the source runs.</summary>
    /// <returns>False when the connection must be started anew for them.</returns>
    public async ValueTask<bool> TryUpdateAsync(ConnectionSetup next, CancellationToken cancellation)
    {
        var byHandle = new HandleIndex<TagSetup>(next.Tags, t => t.Handle);
        next = next with { Tags = byHandle.Items };
        var sourceTags = SourceTags(next);
        if (!OptionEquality.Same(SourceTags(_setup), sourceTags) && !(_source is { } source && source.TryUpdate(sourceTags)))
            return false;
        var before = _setup.Tags.Select(t => t.Handle).ToHashSet();
        await _stage.ConfigureAsync(next.Tags, next.Options, next.Driver, cancellation).ConfigureAwait(false);
        _stage.Unsynchronize([.. next.Tags.Select(t => t.Handle).Where(h => !before.Contains(h))]);
        _byHandle = byHandle;
        _setup = next;
        Note("information", "tags changed by configuration");
        return true;
    }

    /// <summary>Called every second.</summary>
    public async ValueTask TickAsync(CancellationToken cancellation)
    {
        _samples.Add(_account.Sums.Sampled);
        _requests.Add(Diagnose().Requests);
        _gaps.Tick();
        await FlushMarksAsync(cancellation).ConfigureAwait(false);
        await _stage.MarkStaleAsync(cancellation).ConfigureAwait(false);
        await _stage.TickEventsAsync(cancellation).ConfigureAwait(false);
    }

    public async ValueTask AcceptAsync(SourceOutput output, SampleBatch batch, CancellationToken cancellation)
    {
        await FlushMarksAsync(cancellation).ConfigureAwait(false);
        CloseGaps(output, batch);
        await _stage.AcceptAsync(batch, cancellation).ConfigureAwait(false);
    }

    public async ValueTask<Task> StoreAsync(SourceOutput output, SampleBatch batch, bool isPast, CancellationToken cancellation)
    {
        CloseGaps(output, batch);
        // There is no cycle to wait for: what a sender wrote is whole as it is.
        _stage.Trust(batch.Tags);
        return await _stage.StoreAsync(batch, isPast, cancellation).ConfigureAwait(false);
    }

    public ValueTask FillAsync(SampleBatch batch, CancellationToken cancellation) => _stage.FillAsync(batch, cancellation);

    public ValueTask<bool> WhenDurableAsync(CancellationToken cancellation) => _stage.WhenDurableAsync(cancellation);

    public async ValueTask EventsAsync(IReadOnlyList<Event> events, EventDelivery delivery, CancellationToken cancellation)
    {
        var dropped = await _stage.EventsAsync(events, delivery, cancellation).ConfigureAwait(false);
        if (dropped > 0 && !_saysTooMuch)
            Note("warning", $"it says more than {_setup.Options.MaxEvents} events a second; {dropped} were dropped, more are counted in the ledger");
        _saysTooMuch = dropped > 0;
    }

    public void CycleCompleted(ReadOnlySpan<TagHandle> tags)
    {
        _stage.Synchronize(tags);
        SettleSync();
    }

    public void TagFailed(TagHandle tag, Quality quality, string problem, string remedy)
    {
        if (!_byHandle.TryGet(tag, out var setup))
            return;
        _stage.Unsynchronize([tag]);
        if (_journal.Fails(tag, quality, problem, remedy))
            _journal.Note("warning", $"{setup.Path}: {problem}; {remedy}");
        _gaps.TagFails(tag, setup.Path, problem);
        lock (_pendingGate)
            _pendingMarks[tag] = quality;
        Observe(Observation.TagsFailing, $"{_journal.Faults} of {_setup.Tags.Count} tags cannot be read");
        SettleSync();
    }

    public void TagRecovered(TagHandle tag)
    {
        if (!_journal.Recovers(tag))
            return;
        _gaps.TagRecovers(tag);
        lock (_gate)
        {
            if (_machine.State is ConnectionState.Running or ConnectionState.Degraded)
                _stage.SynchronizeWithNext(tag);
        }
        if (_journal.Faults == 0)
            Observe(Observation.TagsFine, null);
    }

    public void DeviceRestarted(string evidence, ReadOnlySpan<TagHandle> tags)
    {
        _stage.Unsynchronize(tags.IsEmpty ? Handles() : tags);
        lock (_gate)
            _restarts++;
        SupervisionLog.DeviceRestarted(_logger, _setup.Name, evidence);
        Note("warning", $"the device restarted: {evidence}");
        Observe(Observation.Restarted, evidence);
    }

    public void Missed(ReadOnlySpan<TagHandle> tags, int missedPerTag, GapCause cause) => _gaps.Missed(tags, missedPerTag, cause);

    public void Note(string message) => Note("information", message);

    private void CloseGaps(SourceOutput output, SampleBatch batch)
    {
        if (output.HasDelivered || batch.Count == 0)
            return;
        output.HasDelivered = true;
        _gaps.Close([.. _setup.Tags.Select(t => t.IntervalOn(_setup.Options))]);
    }

    private void Note(string level, string message) => _journal.Note(level, message);

    private async Task LoopAsync(CancellationToken stop)
    {
        await ConnectAgainAndAgainAsync(stop).ConfigureAwait(false);
        await DisposeAsync(_left).ConfigureAwait(false);
        _left = null;
    }

    private async Task ConnectAgainAndAgainAsync(CancellationToken stop)
    {
        var marked = false;
        while (!stop.IsCancellationRequested)
        {
            var (fault, connectedAt) = await SessionAsync(stop).ConfigureAwait(false);
            if (fault is null)
                return;
            if (connectedAt is { } since && _clock.GetElapsedTime(since) >= StableAfter)
                Observe(Observation.RanStably, null);
            marked &= connectedAt is null;
            var action = Fail(fault);
            try
            {
                if (!marked)
                    await MarkAllAsync(fault.IsRetriable ? Quality.BadNoCommunication : Quality.BadConfigurationError, stop).ConfigureAwait(false);
                marked = true;
                if (action != SupervisionAction.Wait)
                    return;
                await Task.Delay(Delay(fault), _clock, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            Observe(Observation.DelayElapsed, null);
        }
    }

    /// <summary>From connect to loss. No fault means that it was told to stop.</summary>
    private async Task<(SourceFault? Fault, long? ConnectedAt)> SessionAsync(CancellationToken stop)
    {
        var setup = _setup;
        var output = new SourceOutput(this);
        ISource? source = null;
        long? connectedAt = null;
        SourceFault? fault;
        try
        {
            source = setup.Driver.Create(new(setup.Name, setup.DriverOptions, SourceTags(setup), _clock, _left));
            _left = null;
            await source.StartAsync(stop).ConfigureAwait(false);
            connectedAt = _clock.GetTimestamp();
            _stage.Unsynchronize(Handles());
            _journal.ClearFaults();
            _output = output;
            _source = source;
            Observe(Observation.Connected, "connected; reading every tag once");
            await source.RunAsync(output, stop).ConfigureAwait(false);
            fault = stop.IsCancellationRequested
                ? null
                : new(SourceFaultKind.ProtocolViolation, "the driver stopped reading without a reason", "report this; it is started anew");
        }
        catch (SourceException e)
        {
            fault = stop.IsCancellationRequested ? null : e.Fault;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            fault = null;
        }
        // A driver's fault must not end the process; it is said loudly and the connection goes on.
#pragma warning disable CA1031
        catch (Exception e)
#pragma warning restore CA1031
        {
            SupervisionLog.DriverFailed(_logger, setup.Name, e);
            fault = new(SourceFaultKind.ProtocolViolation, $"the driver failed: {e.GetType().Name}: {e.Message}", "report this with the log; it is started anew");
        }
        output.Detach();
        _source = null;
        _left = (source as IResumableSource)?.Leave() ?? _left;
        await DisposeAsync(source).ConfigureAwait(false);
        return (fault, connectedAt);
    }

    private async ValueTask DisposeAsync(IAsyncDisposable? source)
    {
        if (source is null)
            return;
        try
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // As above: a driver that fails at its end is said and survived.
        catch (Exception e)
#pragma warning restore CA1031
        {
            SupervisionLog.DriverFailed(_logger, _setup.Name, e);
        }
    }

    private SupervisionAction Fail(SourceFault fault)
    {
        _gaps.Open(GapCause.DeviceDown, fault.Problem);
        lock (_pendingGate)
            _pendingMarks.Clear();
        _stage.Unsynchronize(Handles());
        lock (_gate)
        {
            if (_lastFault != fault)
                _journal.Note("error", $"{fault.Problem}; {fault.Remedy}");
            _lastFault = fault;
            _lastFaultAt = Timestamp.Now(_clock);
        }
        var action = Observe(fault.IsRetriable ? Observation.Lost : Observation.Misconfigured, fault.Problem);
        SupervisionLog.AttemptFailed(_logger, _setup.Name, _machine.Attempts, fault.Problem);
        return action;
    }

    private TimeSpan Delay(SourceFault fault)
    {
        // Spreads attempts of many connections; nothing secret.
#pragma warning disable CA5394
        return Backoff.Delay(fault.Kind, _machine.Attempts, Random.Shared.NextDouble());
#pragma warning restore CA5394
    }

    private SupervisionAction Observe(Observation seen, string? cause)
    {
        bool changed;
        ConnectionState state;
        SupervisionAction action;
        lock (_gate)
        {
            var before = _machine;
            (_machine, action) = Transition.Next(before, seen);
            state = _machine.State;
            changed = state != before.State || (state == ConnectionState.Disabled && seen == Observation.Disabled);
            if (changed)
                _since = Timestamp.Now(_clock);
            if (changed || cause is not null)
                _cause = state == ConnectionState.Running ? null : cause;
        }
        if (changed)
        {
            _journal.Changed(state, cause);
            SupervisionLog.StateChanged(_logger, _setup.Name, state, cause ?? "values flow");
        }
        return action;
    }

    /// <summary>When every tag had its first whole cycle, or fails alone, the connection is synchronized.</summary>
    private void SettleSync()
    {
        lock (_gate)
        {
            if (_machine.State != ConnectionState.Synchronizing)
                return;
        }
        // What comes to us by itself may be silent for as long as its sender likes.
        foreach (var tag in _source is IPushSource ? [] : _setup.Tags)
        {
            if (!_stage.IsSynchronized(tag.Handle) && !_journal.IsFailing(tag.Handle))
                return;
        }
        Observe(Observation.Synchronized, _journal.Faults == 0 ? null : $"{_journal.Faults} of {_setup.Tags.Count} tags cannot be read");
    }

    private ValueTask MarkAllAsync(Quality quality, CancellationToken cancellation) =>
        _stage.MarkAsync([.. _setup.Tags.Select(t => (t.Handle, quality))], cancellation);

    private ValueTask FlushMarksAsync(CancellationToken cancellation)
    {
        List<(TagHandle, Quality)> marks;
        lock (_pendingGate)
        {
            if (_pendingMarks.Count == 0)
                return ValueTask.CompletedTask;
            marks = [.. _pendingMarks.Select(m => (m.Key, m.Value))];
            _pendingMarks.Clear();
        }
        return _stage.MarkAsync(marks, cancellation);
    }

    private SourceDiagnostics Diagnose()
    {
        try
        {
            return _source?.Diagnostics ?? SourceDiagnostics.Empty;
        }
#pragma warning disable CA1031 // Diagnostics of a driver must not end the pages.
        catch (Exception e)
#pragma warning restore CA1031
        {
            SupervisionLog.DriverFailed(_logger, _setup.Name, e);
            return SourceDiagnostics.Empty;
        }
    }

    private TagHandle[] Handles() => [.. _setup.Tags.Select(t => t.Handle)];

    private static List<SourceTag> SourceTags(ConnectionSetup setup) =>
        [.. setup.Tags.Select(t => new SourceTag(t.Handle, t.Path, t.DriverOptions, t.IntervalOn(setup.Options)))];
}
