using Millwright.Simulators.Faults;
using Millwright.Simulators.OpcUa;
using Millwright.Simulators.Serving;
using Millwright.Wire.Transports;

namespace Millwright.Simulators.Plants;

/// <summary>A running plant of simulated machines on real sockets and a pseudo terminal.</summary>
public sealed class SimulatedPlant : IAsyncDisposable
{
    /// <summary>How often the physics catch up with the clock and the registers change.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>After a long standstill of the process the plant does not try to make up for everything at once.</summary>
    private const int MaxStepsPerTick = 36_000;

    private readonly SimulatedPlantOptions _options;
    private readonly TimeProvider _time;
    private readonly PlantPhysics _physics;
    private readonly IoLoop? _loop;
    private readonly List<SimulatedPort> _ports = [];
    private readonly List<OpcUaPort> _servers = [];
    private readonly List<SimulatedMachine> _machines = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly FaultInjector _injector;
    private readonly List<Task> _faults = [];
    private readonly Lock _lock = new();
    private readonly long _started;
    private ITimer? _timer;
    private int _ticking;

    private SimulatedPlant(SimulatedPlantOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out var zone))
            throw new ArgumentException($"time zone {options.TimeZone} is unknown here; install tzdata or use UTC", nameof(options));
        var plant = new DemoPlant(options.Seed, zone);
        _physics = new PlantPhysics(plant, time.GetUtcNow() - options.WarmUp);
        _physics.RunTo(options.WarmUp.TotalSeconds, int.MaxValue);
        _started = time.GetTimestamp();
        _loop = IoLoop.IsSupported ? new IoLoop("simulated-plant") : null;
        _injector = new FaultInjector(time, _stopping.Token);
        foreach (var plan in plant.Ports(options.BasePort, options.SerialLink))
        {
            // Pseudo terminals need the loop, which only Linux has; the rest of the plant runs everywhere.
            if (plan.Kind == LineKind.Serial && _loop is null)
                continue;
            var port = new SimulatedPort(plan, options.Address, _loop, time);
            _ports.Add(port);
            var server = options.OpcUa is { } opcUa ? new OpcUaPort(ServerOf(plan, opcUa), opcUa, options.Address, _loop, time) : null;
            if (server is not null)
                _servers.Add(server);
            _machines.AddRange(plan.Units.Select(unit => new SimulatedMachine(unit.Value, port, unit.Key, server)));
        }
    }

    public IReadOnlyList<SimulatedMachine> Machines => _machines;

    /// <summary>Plant time that has passed, warm-up included.</summary>
    public TimeSpan Elapsed => TimeSpan.FromSeconds(_physics.Elapsed);

    /// <summary>Warms the plant up, opens its ports and lets it run until disposed.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    /// <exception cref="IOException">A port is taken or the link to the serial line cannot be made; the message names it.</exception>
    public static async Task<SimulatedPlant> StartAsync(SimulatedPlantOptions options, TimeProvider time, CancellationToken cancellation)
    {
        options.Validate();
        var plant = new SimulatedPlant(options, time);
        try
        {
            foreach (var port in plant._ports)
            {
                cancellation.ThrowIfCancellationRequested();
                await port.OpenAsync().ConfigureAwait(false);
            }
            foreach (var server in plant._servers)
            {
                cancellation.ThrowIfCancellationRequested();
                await server.OpenAsync().ConfigureAwait(false);
            }
        }
        catch
        {
            await plant.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        plant.Begin();
        return plant;
    }

    /// <summary>The machine of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message names those there are.</exception>
    public SimulatedMachine Machine(string name) => _machines.Find(m => m.Name == name)
        ?? throw new ArgumentException($"no machine {name}; there are {string.Join(", ", _machines.Select(m => m.Name))}", nameof(name));

    /// <summary>Lets a fault happen now.</summary>
    /// <param name="machine">The machine's name; faults of a port hit all machines behind it.</param>
    /// <param name="fault">What happens.</param>
    /// <param name="duration">How long, unscaled; the boot of a power cycle comes on top.</param>
    /// <returns>Ends when the machine is back to normal, or cancelled when the plant stops first.</returns>
    /// <exception cref="ArgumentException">There is no such machine.</exception>
    public Task Inject(string machine, Fault fault, TimeSpan duration)
    {
        var running = _injector.RunAsync(Machine(machine), fault, duration);
        lock (_lock)
        {
            _faults.RemoveAll(static t => t.IsCompletedSuccessfully);
            _faults.Add(running);
        }
        return running;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_timer is not null)
            await _timer.DisposeAsync().ConfigureAwait(false);
        Task[] faults;
        lock (_lock)
            faults = [.. _faults];
        foreach (var fault in faults)
            await fault.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var port in _ports)
            await port.DisposeAsync().ConfigureAwait(false);
        foreach (var server in _servers)
            await server.DisposeAsync().ConfigureAwait(false);
        _loop?.Dispose();
        _stopping.Dispose();
    }

    private OpcUaPlan ServerOf(PortPlan plan, SimulatedOpcUaOptions options) =>
        new(plan.Name, options.BasePort == 0 ? 0 : options.BasePort + _servers.Count, [.. plan.Units.Values]);

    private void Begin()
    {
        _timer = _time.CreateTimer(static plant => ((SimulatedPlant)plant!).CatchUp(), this, Tick, Tick);
        lock (_lock)
        {
            foreach (var fault in _options.Schedule)
                _faults.Add(RunScheduledAsync(fault));
            if (_options.RandomFaultsPerHour > 0)
                _faults.Add(RunRandomAsync());
        }
    }

    private void CatchUp()
    {
        // A timer fires again while a long catch-up still runs.
        if (Interlocked.Exchange(ref _ticking, 1) != 0)
            return;
        var passed = _time.GetElapsedTime(_started).TotalSeconds * _options.TimeFactor;
        _physics.RunTo(_options.WarmUp.TotalSeconds + passed, MaxStepsPerTick);
        foreach (var server in _servers)
            server.Publish();
        Volatile.Write(ref _ticking, 0);
    }

    private async Task RunScheduledAsync(ScheduledFault fault)
    {
        await Task.Delay(fault.After, _time, _stopping.Token).ConfigureAwait(false);
        await _injector.RunAsync(Machine(fault.Machine), fault.Fault, fault.Duration).ConfigureAwait(false);
    }

    private async Task RunRandomAsync()
    {
        var dice = new FaultDice(_options.Seed, _options.RandomFaultsPerHour);
        while (!_stopping.IsCancellationRequested)
            await RunScheduledAsync(dice.Next(_machines)).ConfigureAwait(false);
    }
}
