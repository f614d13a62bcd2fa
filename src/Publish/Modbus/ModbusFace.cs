using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Millwright.Flow.Bus;
using Millwright.Modbus.Server;
using Millwright.Publish.Plant;

namespace Millwright.Publish.Modbus;

/// <summary>What the face is made of; all of it stays its owner's.</summary>
/// <param name="Bus">Where values come from.</param>
/// <param name="Writes">The way to the gate.</param>
/// <param name="Version">The program's version, for clients to read.</param>
/// <param name="Clock">The clock of everything.</param>
/// <param name="Logger">Where state changes are logged.</param>
public sealed record ModbusFaceParts(ISampleBus Bus, IPlantWrites Writes, string Version, TimeProvider Clock, ILogger Logger);

/// <summary>The face now.</summary>
/// <param name="Address">Where it listens, null while it does not.</param>
/// <param name="Problem">Why it does not listen, or what it cannot show; null when all is well.</param>
/// <param name="Connections">Open connections.</param>
/// <param name="Requests">Requests since the start.</param>
/// <param name="Exceptions">Those answered by an exception.</param>
/// <param name="Misfits">Values that their registers could not hold, since the plant changed last.</param>
/// <param name="Written">Values that clients wrote.</param>
/// <param name="WriteRefusals">Their writes that were refused, by cause.</param>
/// <param name="Registers">Which tags stand where, in the order of the map.</param>
public sealed record ModbusFaceStatus(
    string? Address, string? Problem, int Connections, long Requests, long Exceptions, long Misfits, long Written, IReadOnlyDictionary<RegisterWriteCause, long> WriteRefusals,
    IReadOnlyList<ShownRegister> Registers);

/// <summary>A tag's place.</summary>
/// <param name="Register">As it is written: <c>holding 4</c>, from 0.</param>
/// <param name="Count">Registers or bits.</param>
/// <param name="As">The type.</param>
/// <param name="Tag">Its path below the plant.</param>
/// <param name="Scale">What stands there times this is the value.</param>
/// <param name="IsWritable">Whether clients may write it, as far as the gate allows.</param>
public sealed record ShownRegister(string Register, int Count, string As, string Tag, double Scale, bool IsWritable);

/// <summary>Shows the plant to Modbus clients as a device with the registers of a map.</summary>
public sealed class ModbusFace : IAsyncDisposable
{
    private const int MaxBatch = 16 * 1024;

    private static readonly TimeSpan ListenAgain = TimeSpan.FromSeconds(5);

    private readonly ModbusFaceParts _parts;
    private readonly ModbusFaceOptions _options;
    private readonly ModbusServer _server;
    private readonly RegisterWriteTally _tally = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _ending;
    private readonly Lock _gate = new();
    private readonly Task _serving;
    private ISubscription? _subscription;
    private volatile Shown _shown;
    private volatile string? _address;
    private volatile string? _listenProblem;

    /// <summary>Begins to take values and to listen; an address that is taken is tried again until it is free.</summary>
    public ModbusFace(ModbusFaceParts parts, ModbusFaceOptions options, PublishedPlant plant)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(plant);
        (_parts, _options) = (parts, options);
        _ending = _stop.Token;
        _server = new(new() { MaxConnections = options.MaxConnections, Time = parts.Clock });
        _shown = Show(plant);
        TryListen();
        _serving = Task.WhenAll(FeedAsync(), ListenLaterAsync());
    }

    /// <summary>How it is doing.</summary>
    public ModbusFaceStatus Status
    {
        get
        {
            var (map, registers) = _shown;
            var problem = map.Problems is [var first, ..] ? $"{first}{(map.Problems.Count > 1 ? $", and {map.Problems.Count - 1} more" : "")}" : null;
            return new(
                _address, _listenProblem ?? problem, _server.Connections, _server.Statistics.Requests, _server.Statistics.Exceptions, registers.Misfits, _tally.Written, _tally.Refused,
                [.. map.Slots.Select(s => new ShownRegister(s.Register, s.Count, s.Kind.ToString().ToLowerInvariant(), s.Path, s.Scale, s.IsWritable))]);
        }
    }

    /// <summary>Puts another version of the plant in place; clients stay connected.</summary>
    public void Apply(PublishedPlant plant)
    {
        ArgumentNullException.ThrowIfNull(plant);
        lock (_gate)
        {
            _shown = Show(plant);
            // Newly asked for, each tag comes once with its current value.
            _subscription?.SetInterest([]);
            _subscription?.SetInterest(Interest());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _serving.ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private Shown Show(PublishedPlant plant)
    {
        var map = RegisterMap.Of(_options, plant);
        foreach (var problem in map.Problems.Take(10))
            ModbusFaceLog.NotShown(_parts.Logger, problem);
        var registers = new PlantRegisters(map, _options, _parts.Version, new(map, _options, plant.Tags, new(_parts.Writes, _tally, _parts.Logger, _ending)), _parts.Clock);
        if (_options.Unit is { } unit)
            _server.Map((byte)unit, registers);
        else
        {
            for (var each = 0; each < 256; each++)
                _server.Map((byte)each, registers);
        }
        return new(map, registers);
    }

    private HashSet<Millwright.Model.TagHandle> Interest() => [.. _shown.Map.Slots.Select(s => s.Tag)];

    private bool TryListen()
    {
        try
        {
            _address = $"modbus-tcp://{_server.ListenTcp(_options.EndPoint)}";
            _listenProblem = null;
            ModbusFaceLog.Listening(_parts.Logger, _address, _shown.Map.Slots.Count);
            return true;
        }
        catch (SocketException e)
        {
            if (_listenProblem is null)
                ModbusFaceLog.CannotListen(_parts.Logger, _options.Listen, e.Message);
            _listenProblem = $"Modbus cannot listen on {_options.Listen}: {e.Message}";
            return false;
        }
    }

    private async Task ListenLaterAsync()
    {
        try
        {
            while (_address is null)
            {
                await Task.Delay(ListenAgain, _parts.Clock, _stop.Token).ConfigureAwait(false);
                TryListen();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The face ends before the address was free.
        }
    }

    /// <summary>Carries the newest value of each tag that changed; when it falls behind it skips values, never tags.</summary>
    private async Task FeedAsync()
    {
        await Task.Yield();
        using var subscription = _parts.Bus.Subscribe("modbus", new(Delivery.Conflating, Interest(), MaxBatch));
        lock (_gate)
        {
            // What came between the two is asked for again.
            _subscription = subscription;
            subscription.SetInterest(Interest());
        }
        try
        {
            while (true)
            {
                using var batch = await subscription.ReadAsync(_stop.Token).ConfigureAwait(false);
                _shown.Registers.Put(batch);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The face ends.
        }
        finally
        {
            lock (_gate)
                _subscription = null;
        }
    }

    private sealed record Shown(RegisterMap Map, PlantRegisters Registers);
}
