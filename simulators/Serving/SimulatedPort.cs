using System.Net;
using System.Net.Sockets;
using Millwright.Modbus.Framing;
using Millwright.Modbus.Server;
using Millwright.Simulators.Faults;
using Millwright.Wire.Serial;
using Millwright.Wire.Transports;

namespace Millwright.Simulators.Serving;

/// <summary>A TCP port or serial line of the plant, which faults can close, move and limit.</summary>
internal sealed class SimulatedPort : IAsyncDisposable
{
    private const int UsualConnections = 64;

    private readonly PortPlan _plan;
    private readonly IPAddress _address;
    private readonly IoLoop? _loop;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private ModbusServer? _server;
    private PseudoTerminal? _terminal;
    private int _closures;
    private int _connections = UsualConnections;

    public SimulatedPort(PortPlan plan, IPAddress address, IoLoop? loop, TimeProvider time)
    {
        _plan = plan;
        _address = address;
        _loop = loop;
        _time = time;
        Port = plan.Port;
        Line = new FaultyLine(Framing, plan is { Kind: LineKind.Tcp, IsShared: true }, time);
    }

    public string Name => _plan.Name;

    public LineKind Kind => _plan.Kind;

    public bool IsShared => _plan.IsShared;

    public FaultyLine Line { get; }

    /// <summary>The port that is or was open; changes with <see cref="FaultKind.AddressChange"/>.</summary>
    public int Port { get; private set; }

    /// <summary>What a master writes as its address: host and port, or the path of the serial port.</summary>
    public string Address => Kind == LineKind.Serial ? _plan.Link ?? _terminal?.SlavePath ?? "" : $"{_address}:{Port}";

    private ModbusFraming Framing => _plan.Kind == LineKind.Tcp ? ModbusFraming.Mbap : ModbusFraming.Rtu;

    /// <summary>Opens the port for the first time.</summary>
    /// <exception cref="IOException">The port is taken, or the link cannot be made.</exception>
    public Task OpenAsync() => ChangeAsync(static () => { });

    /// <summary>Closes the port for one reason; it opens again when every reason has gone.</summary>
    public Task CloseAsync() => ChangeAsync(() => _closures++);

    public Task ReopenAsync(int? otherPort = null) => ChangeAsync(() =>
    {
        _closures--;
        Port = otherPort ?? Port;
    });

    public Task LimitAsync(int? connections) => ChangeAsync(() => _connections = connections ?? UsualConnections);

    public async Task DisconnectAllAsync()
    {
        if (_server is { } server && Kind != LineKind.Serial)
            await server.DisconnectAllAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        await StopAsync().ConfigureAwait(false);
        if (_terminal is not null)
        {
            await _terminal.DisposeAsync().ConfigureAwait(false);
            if (_plan.Link is not null)
                File.Delete(_plan.Link);
        }
        _changing.Dispose();
    }

    private async Task ChangeAsync(Action change)
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            // A pseudo terminal lives as long as the plant: a cable stays in its socket.
            if (Kind == LineKind.Serial && _server is not null)
                return;
            await StopAsync().ConfigureAwait(false);
            change();
            if (_closures == 0)
                Start();
        }
        finally
        {
            _changing.Release();
        }
    }

    private void Start()
    {
        var server = new ModbusServer(new ModbusServerOptions
        {
            Behavior = Line,
            Loop = _loop,
            Time = _time,
            MaxConnections = _connections,
            IdleTimeout = TimeSpan.Zero,
            UnknownUnit = _plan.IsShared && Kind == LineKind.Tcp ? UnknownUnitPolicy.GatewayPathUnavailable : UnknownUnitPolicy.Silence,
        });
        foreach (var (unit, machine) in _plan.Units)
            server.Map(unit, new MachineDevice(machine));
        _server = server;
        if (Kind == LineKind.Serial)
        {
            ServeSerial(server);
            return;
        }
        try
        {
            Port = server.ListenTcp(new IPEndPoint(_address, Port), Framing).Port;
        }
        catch (SocketException failure)
        {
            throw new IOException($"simulated {Name}: {_address}:{Port}: {failure.Message}; stop the program that has the port, or choose another base port", failure);
        }
    }

    private void ServeSerial(ModbusServer server)
    {
        if (_loop is null)
            throw new PlatformNotSupportedException($"simulated {Name}: pseudo terminals need Linux");
        _terminal = PseudoTerminal.Open(_loop);
        if (_plan.Link is { } link)
        {
            if (Path.GetDirectoryName(link) is { Length: > 0 } folder)
                Directory.CreateDirectory(folder);
            File.Delete(link);
            File.CreateSymbolicLink(link, _terminal.SlavePath);
        }
        server.Serve(_terminal.Line, Framing);
    }

    private async Task StopAsync()
    {
        if (_server is not { } server)
            return;
        _server = null;
        await server.DisposeAsync().ConfigureAwait(false);
    }
}
