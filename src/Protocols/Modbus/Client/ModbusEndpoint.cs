using System.Security.Cryptography.X509Certificates;
using System.Net.Security;
using Millwright.Modbus.Framing;
using Millwright.Wire.Serial;
using Millwright.Wire.Transports;

namespace Millwright.Modbus.Client;

/// <summary>Where a device or gateway is and how it is spoken to.</summary>
public abstract record ModbusEndpoint(ModbusFraming Framing)
{
    /// <summary>The port of Modbus TCP and UDP.</summary>
    public const int DefaultPort = 502;

    /// <summary>The silences of the line; all zero where the line is no serial port.</summary>
    internal virtual SerialTiming Timing => default;

    /// <summary>Time of one character on the line.</summary>
    internal virtual TimeSpan CharacterTime => TimeSpan.Zero;

    internal abstract ValueTask<Transport> OpenAsync(TcpOptions options, CancellationToken cancellation);

    /// <summary>TCP; with <see cref="ModbusFraming.Rtu"/> RTU over TCP.</summary>
    public static ModbusEndpoint Tcp(string host, int port = DefaultPort, ModbusFraming framing = ModbusFraming.Mbap) => new TcpEndpoint(host, port, framing);

    /// <summary>UDP, one MBAP frame in a datagram. Set <see cref="ModbusClientOptions.ReadRetries"/>: datagrams get lost.</summary>
    public static ModbusEndpoint Udp(string host, int port = DefaultPort) => new UdpEndpoint(host, port);

    /// <summary>Modbus/TCP Security.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="certificate">The client's certificate with its key; its role decides what the server allows.</param>
    /// <param name="isTrusted">Judges the server's certificate; null trusts what the system trusts.</param>
    /// <param name="port">The port.</param>
    public static ModbusEndpoint Tls(string host, X509Certificate2? certificate, RemoteCertificateValidationCallback? isTrusted = null, int port = ModbusSecurity.Port) =>
        new TlsEndpoint(host, port, certificate, isTrusted);

    /// <summary>A serial port.</summary>
    /// <exception cref="ArgumentException">MBAP does not run on serial lines.</exception>
    public static ModbusEndpoint Serial(string path, SerialSettings settings, ModbusFraming framing = ModbusFraming.Rtu) =>
        framing == ModbusFraming.Mbap
            ? throw new ArgumentException("A serial line speaks RTU or ASCII.", nameof(framing))
            : new SerialEndpoint(path, settings, framing);

    /// <summary>Any line that is opened elsewhere, such as the near end of a pseudo terminal.</summary>
    public static ModbusEndpoint Custom(string name, ModbusFraming framing, Func<CancellationToken, ValueTask<Transport>> open) => new CustomEndpoint(name, framing, open);

    private sealed record TcpEndpoint(string Host, int Port, ModbusFraming Framing) : ModbusEndpoint(Framing)
    {
        internal override ValueTask<Transport> OpenAsync(TcpOptions options, CancellationToken cancellation) => TcpTransport.ConnectAsync(Host, Port, options, cancellation);

        public override string ToString() => $"{(Framing == ModbusFraming.Mbap ? "modbus-tcp" : "modbus-rtu-over-tcp")}://{Host}:{Port}";
    }

    private sealed record UdpEndpoint(string Host, int Port) : ModbusEndpoint(ModbusFraming.Mbap)
    {
        internal override ValueTask<Transport> OpenAsync(TcpOptions options, CancellationToken cancellation) => TcpTransport.OpenUdpAsync(Host, Port, options, cancellation);

        public override string ToString() => $"modbus-udp://{Host}:{Port}";
    }

    private sealed record TlsEndpoint(string Host, int Port, X509Certificate2? Certificate, RemoteCertificateValidationCallback? IsTrusted) : ModbusEndpoint(ModbusFraming.Mbap)
    {
        internal override ValueTask<Transport> OpenAsync(TcpOptions options, CancellationToken cancellation) =>
            TlsTransport.ConnectAsync(Host, Port, ModbusSecurity.ClientOptions(Host, Certificate, IsTrusted), options, cancellation);

        public override string ToString() => $"modbus-tls://{Host}:{Port}";
    }

    private sealed record SerialEndpoint(string Path, SerialSettings Settings, ModbusFraming Framing) : ModbusEndpoint(Framing)
    {
        internal override SerialTiming Timing => SerialTiming.Of(Settings, Framing);

        internal override TimeSpan CharacterTime => Settings.CharacterTime;

        internal override ValueTask<Transport> OpenAsync(TcpOptions options, CancellationToken cancellation) =>
            options.Loop is { } loop
                ? new ValueTask<Transport>(SerialTransport.Open(Path, Settings, loop))
                : throw new PlatformNotSupportedException("Serial ports need Linux.");

        public override string ToString() => $"modbus-{(Framing == ModbusFraming.Rtu ? "rtu" : "ascii")}:{Path}";
    }

    private sealed record CustomEndpoint(string Name, ModbusFraming Framing, Func<CancellationToken, ValueTask<Transport>> Open) : ModbusEndpoint(Framing)
    {
        internal override ValueTask<Transport> OpenAsync(TcpOptions options, CancellationToken cancellation) => Open(cancellation);

        public override string ToString() => Name;
    }
}
