using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Millwright.Modbus.Registers;

namespace Millwright.Drivers.Modbus;

/// <summary>The options of a Modbus connection, whatever its transport.</summary>
public sealed class ModbusConnectionOptions
{
    [Description("host:port of the device or gateway; 502 where no port is given, 802 with TLS")]
    public string? Address { get; set; }

    [Description("the serial port of modbus-rtu and modbus-ascii, such as /dev/ttyUSB0")]
    public string? Port { get; set; }

    [Description("line speed in bits per second")]
    [Range(300, 4_000_000)]
    public int Baud { get; set; } = 19_200;

    [Description("parity of the line")]
    public LineParity Parity { get; set; } = LineParity.Even;

    [Description("stop bits of the line, 1 or 2; without parity the standard asks for 2")]
    [Range(1, 2)]
    public int StopBits { get; set; } = 1;

    [Description("true when the adapter returns what it sends")]
    public bool Echo { get; set; }

    [Description("the unit (slave) id of tags that name none")]
    [Range(0, 255)]
    public int Unit { get; set; } = 1;

    [Description("how long to wait for an answer")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);

    [Description("how long to wait for the connection")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(1);

    [Description("requests under way at once; falls back to 1 by itself when the device cannot")]
    [Range(1, 64)]
    public int MaxInFlight { get; set; } = 4;

    [Description("addresses between two tags that are read along rather than asked for apart")]
    [Range(0, 2000)]
    public int MaxGap { get; set; } = 16;

    [Description("registers in one request at most, where the device takes fewer than the standard's 125")]
    [Range(1, 125)]
    public int MaxSpan { get; set; } = 125;

    [Description("word order of tags that name none")]
    public WordOrder WordOrder { get; set; } = WordOrder.Abcd;

    [Description("the register that shows a restart of the device")]
    public RestartOptions? Restart { get; set; }

    [Description("the register that says the device's values are valid")]
    public ReadyOptions? Ready { get; set; }

    [Description("the share of its time that the device may be kept busy, in percent; the poll slows down before it is exceeded")]
    [Range(5, 100)]
    public int MaxLoad { get; set; } = 90;

    [Description("modbus-tls: the client certificate with its key, a PEM file")]
    public string? Certificate { get; set; }

    [Description("modbus-tls: the certificate authority that the device must be signed by, a PEM file")]
    public string? Trust { get; set; }
}

/// <summary>Parity of a serial line.</summary>
public enum LineParity
{
    Even,
    Odd,
    None,
}

/// <summary>How a restart of the device shows in one register.</summary>
public sealed class RestartOptions
{
    [Required]
    [Description("the register to watch: holding 900")]
    public string Register { get; set; } = "";

    [Description("its type")]
    public ModbusType As { get; set; } = ModbusType.Uint16;

    [Description("boot-counter: any change is a restart; uptime: a fall is one")]
    public RestartKind Kind { get; set; } = RestartKind.BootCounter;
}

/// <summary>What the watched register counts.</summary>
public enum RestartKind
{
    BootCounter,
    Uptime,
}

/// <summary>How the device says that its values are valid.</summary>
public sealed class ReadyOptions
{
    [Required]
    [Description("the register to watch: holding 902")]
    public string Register { get; set; } = "";

    [Description("the value it has when the device is ready")]
    public new int Equals { get; set; } = 1;
}
