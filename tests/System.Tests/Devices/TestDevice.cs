using System.Net;
using Millwright.Modbus.Framing;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;

namespace Millwright.SystemTests.Devices;

/// <summary>A device on a port of its own that can go away and come back at the same place.</summary>
internal sealed class TestDevice(ModbusDevice memory, ModbusFraming framing = ModbusFraming.Mbap, ModbusServerBehavior? behavior = null) : IAsyncDisposable
{
    private ModbusServer? _server;

    /// <summary>Where it is, or will be.</summary>
    public int Port { get; private set; } = Processes.ChildProcess.FreePort();

    /// <summary>Connections open now.</summary>
    public int Connections => _server?.Connections ?? 0;

    public static ModbusMemory Registers(int count) => new ModbusMemory().Define(ModbusArea.HoldingRegister, 0, count);

    public TestDevice PowerOn()
    {
        _server = new ModbusServer(new ModbusServerOptions { Behavior = behavior }).MapAll(memory);
        Port = _server.ListenTcp(new IPEndPoint(IPAddress.Loopback, Port), framing).Port;
        return this;
    }

    public async Task PowerOffAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _server = null;
    }

    /// <summary>Closes the connections that are open.</summary>
    public async Task DisconnectAsync() => await _server!.DisconnectAllAsync();

    public async ValueTask DisposeAsync() => await PowerOffAsync();
}
