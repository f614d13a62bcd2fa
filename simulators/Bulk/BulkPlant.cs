using System.Net;
using Millwright.Modbus.Server;
using Millwright.Wire.Transports;

namespace Millwright.Simulators.Bulk;

/// <summary>Any number of registers over Modbus TCP for benchmarks and load tests, all ports on one I/O thread.</summary>
public sealed class BulkPlant : IAsyncDisposable
{
    private readonly IoLoop? _loop = IoLoop.IsSupported ? new IoLoop("bulk-plant") : null;
    private readonly List<ModbusServer> _servers = [];
    private readonly List<BulkUnit> _units = [];

    private BulkPlant()
    {
    }

    public IReadOnlyList<BulkUnit> Units => _units;

    /// <summary>Opens the ports.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, or a unit would hold more than 65,536 registers.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">A port is taken.</exception>
    public static async Task<BulkPlant> StartAsync(BulkPlantOptions options, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Ports, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Ports, 1000, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.UnitsPerPort, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.UnitsPerPort, 247, nameof(options));
        var plant = new BulkPlant();
        try
        {
            plant.Open(options, time);
            return plant;
        }
        catch
        {
            await plant.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync().ConfigureAwait(false);
        _loop?.Dispose();
    }

    private void Open(BulkPlantOptions options, TimeProvider time)
    {
        var units = options.Ports * options.UnitsPerPort;
        var each = (options.Registers + units - 1) / units;
        var left = options.Registers;
        for (var port = 0; port < options.Ports; port++)
        {
            var server = new ModbusServer(new ModbusServerOptions { Loop = _loop, Time = time, IdleTimeout = TimeSpan.Zero });
            _servers.Add(server);
            var devices = new List<(byte Unit, int Registers, BulkDevice Device)>();
            for (var unit = 1; unit <= options.UnitsPerPort && left > 0; unit++)
            {
                var registers = Math.Min(each, left);
                left -= registers;
                var device = new BulkDevice(registers, options.ChangeEvery, time);
                server.Map((byte)unit, device);
                devices.Add(((byte)unit, registers, device));
            }
            var wanted = options.BasePort == 0 ? 0 : options.BasePort + port;
            var endPoint = server.ListenTcp(new IPEndPoint(options.Address, wanted));
            _units.AddRange(devices.Select(d => new BulkUnit(endPoint, d.Unit, d.Registers, d.Device)));
        }
    }
}
