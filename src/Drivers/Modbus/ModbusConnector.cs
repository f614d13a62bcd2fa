using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millwright.Flow.Sources;
using Millwright.Modbus.Client;
using Millwright.Modbus.Framing;
using Millwright.Wire.Serial;

namespace Millwright.Drivers.Modbus;

/// <summary>From a connection's options to an open client, and from what goes wrong to words that help.</summary>
internal sealed class ModbusConnector(ModbusTransport transport, ModbusConnectionOptions options, TimeProvider clock)
{
    /// <summary>The address in messages.</summary>
    public string Address => transport.IsSerial() ? options.Port ?? "" : Target.ToString();

    private HostAndPort Target =>
        HostAndPort.TryParse(options.Address, transport.DefaultPort(), out var target)
            ? target
            : throw new SourceException(new(SourceFaultKind.Configuration, $"'{options.Address}' is no host:port", "correct the address"));

    public ModbusClient CreateClient(TimeSpan? timeout = null) => new(Endpoint(), new ModbusClientOptions
    {
        MaxInFlight = Math.Clamp(options.MaxInFlight, 1, 32),
        ResponseTimeout = timeout ?? options.Timeout,
        ConnectTimeout = options.ConnectTimeout,
        // A lost datagram is not a silent device.
        ReadRetries = transport == ModbusTransport.Udp ? 2 : 0,
        MaxQueuedPerUnit = 65_536,
        MaxSilentBackoff = TimeSpan.FromSeconds(1.5),
        SuppressEcho = options.Echo,
        ContinueOnThreadPool = true,
        Time = clock,
    });

    /// <summary>Connects.</summary>
    /// <exception cref="SourceException">It did not; the fault says why and what to do.</exception>
    public async ValueTask ConnectAsync(ModbusClient client, CancellationToken cancellation)
    {
        try
        {
            await client.ConnectAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or TimeoutException or SocketException or AuthenticationException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            throw new SourceException(FaultOf(e), e);
        }
    }

    private SourceFault FaultOf(Exception problem)
    {
        if (problem is AuthenticationException || problem.InnerException is AuthenticationException)
        {
            return new(SourceFaultKind.AccessDenied, $"{Address}: the TLS handshake failed ({problem.GetBaseException().Message})",
                "check that the device trusts the certificate of this connection, and that 'trust' names the authority of the device's");
        }
        if (transport.IsSerial())
        {
            return new(SourceFaultKind.LocalResource, $"{Address}: the port cannot be opened ({problem.Message})",
                "check that the adapter is plugged in, that no other program has it open, and that this user may use it (group dialout)");
        }
        return (problem as SocketException ?? problem.InnerException as SocketException)?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => new(SourceFaultKind.Unreachable, $"{Address}: connection refused",
                "check the port, and that the Modbus server of the device is switched on and has a free connection"),
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => new(SourceFaultKind.Unreachable,
                $"{Address}: the name is unknown", "check the spelling, or write the IP address"),
            SocketError.HostUnreachable or SocketError.NetworkUnreachable => new(SourceFaultKind.Unreachable,
                $"{Address}: no route to it", "check cable, switch, VLAN and the address of this machine"),
            _ when problem is TimeoutException => new(SourceFaultKind.Unreachable,
                $"{Address}: no answer within {options.ConnectTimeout.TotalSeconds:0.###} s", "check power, cable and address, and that no firewall is between"),
            _ => new(SourceFaultKind.Unreachable, $"{Address}: {problem.Message}", "check address and network"),
        };
    }

    private ModbusEndpoint Endpoint() => transport switch
    {
        ModbusTransport.Tcp => ModbusEndpoint.Tcp(Target.Host, Target.Port),
        ModbusTransport.Udp => ModbusEndpoint.Udp(Target.Host, Target.Port),
        ModbusTransport.RtuOverTcp => ModbusEndpoint.Tcp(Target.Host, Target.Port, ModbusFraming.Rtu),
        ModbusTransport.Tls => ModbusEndpoint.Tls(Target.Host, Certificate(), Judge(), Target.Port),
        ModbusTransport.Rtu => ModbusEndpoint.Serial(options.Port ?? "", Line()),
        _ => ModbusEndpoint.Serial(options.Port ?? "", Line(), ModbusFraming.Ascii),
    };

    private SerialSettings Line() => new()
    {
        BaudRate = options.Baud,
        StopBits = options.StopBits,
        Parity = options.Parity switch
        {
            LineParity.Even => SerialParity.Even,
            LineParity.Odd => SerialParity.Odd,
            _ => SerialParity.None,
        },
    };

    private X509Certificate2? Certificate()
    {
        if (options.Certificate is not { } file)
            return null;
        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(file);
            // A key that came from PEM is ephemeral, which TLS does not take on every system.
            return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new SourceException(new(SourceFaultKind.Configuration, $"{file}: no certificate with its key ({e.Message})",
                "name a PEM file that holds both"), e);
        }
    }

    /// <summary>Trusts what the configured authority has signed; without one, what the system trusts.</summary>
    private RemoteCertificateValidationCallback? Judge()
    {
        if (options.Trust is not { } file)
            return null;
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new SourceException(new(SourceFaultKind.Configuration, $"{file}: no certificates ({e.Message})", "name a PEM file of the authority"), e);
        }
        return (_, certificate, _, errors) =>
        {
            if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
                return false;
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            using var leaf = new X509Certificate2(certificate);
            return chain.Build(leaf);
        };
    }
}
