using Millwright.Drivers.LineProtocol;
using Millwright.Drivers.Modbus;
using Millwright.Drivers.Mqtt;
using Millwright.Drivers.OpcUa;
using Millwright.Drivers.RemoteWrite;
using Millwright.Flow.Sources;

namespace Millwright.Drivers;

/// <summary>All drivers there are: the one list to add a new one to.</summary>
public static class DriverList
{
    public static IReadOnlyList<IDriver> All { get; } =
    [
        new ModbusDriver(ModbusTransport.Tcp),
        new ModbusDriver(ModbusTransport.Udp),
        new ModbusDriver(ModbusTransport.Tls),
        new ModbusDriver(ModbusTransport.RtuOverTcp),
        new ModbusDriver(ModbusTransport.Rtu),
        new ModbusDriver(ModbusTransport.Ascii),
        new OpcUaDriver(),
        new MqttDriver(),
        new LineProtocolDriver(),
        new RemoteWriteDriver(),
    ];
}
