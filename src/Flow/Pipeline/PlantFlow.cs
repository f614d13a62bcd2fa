using Microsoft.Extensions.Logging;
using Millwright.Flow.Bus;
using Millwright.Flow.Events;
using Millwright.Flow.Files;
using Millwright.Flow.Ledger;
using Millwright.Flow.Log;
using Millwright.Flow.Normalizing;
using Millwright.Flow.Sources;
using Millwright.Flow.Supervision;
using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Flow.Pipeline;

/// <summary>What the flow stands on.</summary>
/// <param name="Tags">The tags of the process.</param>
/// <param name="Log">The log, opened.</param>
/// <param name="Files">The files for the ledger.</param>
/// <param name="Directory">The folder of the ledger.</param>
/// <param name="Clock">The time.</param>
/// <param name="Loggers">For messages.</param>
public sealed record FlowSetup(
    TagTable Tags, ISampleLog Log, IFileStore Files, string Directory, TimeProvider Clock, ILoggerFactory Loggers);

/// <summary>The way of all samples of a plant, put together: supervised connections, normalizing, current values, bus, log, ledger.</summary>
public sealed class PlantFlow : IAsyncDisposable
{
    /// <summary>How long a stop waits for the log.</summary>
    public static TimeSpan StopLimit => TimeSpan.FromSeconds(15);

    /// <summary>How often the ledger is stored.</summary>
    private const int SaveEverySeconds = 5;

    private readonly CancellationTokenSource _stop = new();
    private readonly TagPlans _plans = new();
    private readonly CommitFollower _commits;
    private readonly ClockWatch _watch;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly EventStage _own;
    private readonly Task _following;
    private readonly Task _ticking;
    private bool _stopped;
    private bool _isLedgerStored = true;

    private PlantFlow(FlowSetup setup)
    {
        _clock = setup.Clock;
        _logger = setup.Loggers.CreateLogger("Millwright.Flow");
        Ledger = LossLedger.Open(setup.Files, setup.Directory, setup.Log, setup.Tags, setup.Clock);
        if (Ledger.Damage is { } damage)
            FlowLog.LedgerDamaged(_logger, damage);
        var current = new CurrentValues();
        var bus = new SampleBus(current, () => setup.Tags.Count, setup.Clock);
        _commits = new(setup.Log, setup.Clock);
        var events = new EventParts(Conditions, Events, setup.Log, Ledger, _commits, setup.Clock);
        _own = new("", events);
        var parts = new FlowParts(_plans, current, bus, setup.Log, Ledger, _commits, setup.Clock, events);
        Current = current;
        Bus = bus;
        Connections = new((owner, name) => new ConnectionStage(owner, name, parts), Ledger, setup.Clock, _logger);
        _watch = new(Ledger, setup.Clock);
        _following = Task.Run(() => _commits.RunAsync(_stop.Token), CancellationToken.None);
        _ticking = Task.Run(TickAsync, CancellationToken.None);
    }

    public ICurrentValues Current { get; }

    public ISampleBus Bus { get; }

    /// <summary>Events as they come.</summary>
    public EventBus Events { get; } = new();

    /// <summary>The conditions that matter now.</summary>
    public ConditionBook Conditions { get; } = new();

    public LossLedger Ledger { get; }

    public ConnectionSupervisor Connections { get; }

    /// <summary>The way to the devices' outputs; for Control alone.</summary>
    public ISourceWriters Writers => Connections;

    /// <summary>From append to durable, 99 of 100 of the last batches; NaN before the first.</summary>
    public double CommitMsP99 => _commits.LatencyMsP99;

    /// <summary>Opens the ledger and starts the housekeeping; connections come with <see cref="ConnectionSupervisor.ApplyAsync"/>.</summary>
    /// <exception cref="IOException">The ledger's folder cannot be read.</exception>
    public static PlantFlow Start(FlowSetup setup) => new(setup);

    /// <summary>The total that a counter goes on from, as history last had it; before its connection is applied.</summary>
    public void SeedCounter(TagHandle tag, double total) => _plans.SeedCounter(tag, total);

    /// <summary>The conditions that stood when the program ended, as they were kept; before connections are applied.</summary>
    public void SeedConditions(IEnumerable<Event> standing)
    {
        foreach (var happened in standing)
            Conditions.Take(happened);
    }

    /// <summary>Takes events of the program itself, such as those of a rule; completes when the log has taken them.</summary>
    public async ValueTask RaiseAsync(IReadOnlyList<Event> events, CancellationToken cancellation) =>
        await _own.AcceptAsync(events, EventDelivery.Live, cancellation).ConfigureAwait(false);

    /// <summary>Ends all connections, waits for the log to commit what is on its way, stores the ledger.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        if (_stopped)
            return;
        _stopped = true;
        using var limit = new CancellationTokenSource(StopLimit, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await Connections.StopAsync(either.Token).ConfigureAwait(false);
            _commits.Complete();
            await _following.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // What is still pending is stored as pending; the next start finds in the log what of it was committed.
            FlowLog.StoppedUnsettled(_logger);
        }
        await _stop.CancelAsync().ConfigureAwait(false);
        await _ticking.ConfigureAwait(false);
        Save();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        Connections.Dispose();
        _own.Dispose();
        Ledger.Dispose();
        _stop.Dispose();
    }

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _clock);
        for (var second = 1L; await NextAsync(timer).ConfigureAwait(false); second++)
        {
            try
            {
                if (_watch.Check() is var jump && jump != TimeSpan.Zero)
                    FlowLog.ClockJumped(_logger, jump);
                await Connections.TickAsync(_stop.Token).ConfigureAwait(false);
                await _own.TickAsync(_stop.Token).ConfigureAwait(false);
                if (second % SaveEverySeconds == 0)
                    Save();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever fails in one second must not end the seconds after it; it is said.
            catch (Exception e)
#pragma warning restore CA1031
            {
                FlowLog.TickFailed(_logger, e);
            }
        }
    }

    private async ValueTask<bool> NextAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Save()
    {
        try
        {
            Ledger.Save();
            _isLedgerStored = true;
        }
        catch (Exception e) when (e is IOException or LogUnavailableException)
        {
            // Said once, not every five seconds while a disk is full.
            if (_isLedgerStored)
                FlowLog.LedgerNotStored(_logger, e);
            _isLedgerStored = false;
        }
    }
}
