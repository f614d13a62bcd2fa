namespace Millwright.Drivers.Modbus;

/// <summary>How the frames travel; each is a driver of its own in the configuration.</summary>
internal enum ModbusTransport
{
    Tcp,
    Udp,
    Tls,
    RtuOverTcp,
    Rtu,
    Ascii,
}

internal static class ModbusTransports
{
    public static string Word(this ModbusTransport transport) => transport switch
    {
        ModbusTransport.Tcp => "modbus-tcp",
        ModbusTransport.Udp => "modbus-udp",
        ModbusTransport.Tls => "modbus-tls",
        ModbusTransport.RtuOverTcp => "modbus-rtu-over-tcp",
        ModbusTransport.Rtu => "modbus-rtu",
        _ => "modbus-ascii",
    };

    public static string Summary(this ModbusTransport transport) => transport switch
    {
        ModbusTransport.Tcp => "Modbus over TCP, to a device or a gateway",
        ModbusTransport.Udp => "Modbus over UDP",
        ModbusTransport.Tls => "Modbus/TCP Security: Modbus over TLS with certificates on both sides",
        ModbusTransport.RtuOverTcp => "RTU frames through a TCP serial server",
        ModbusTransport.Rtu => "Modbus RTU on a serial line",
        _ => "Modbus ASCII on a serial line",
    };

    public static bool IsSerial(this ModbusTransport transport) => transport is ModbusTransport.Rtu or ModbusTransport.Ascii;

    /// <summary>The port where the address names none (Modbus/TCP 502, Modbus/TCP Security 802).</summary>
    public static int DefaultPort(this ModbusTransport transport) => transport == ModbusTransport.Tls ? 802 : 502;
}
