using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Sparkplug;

namespace Millwright.Drivers.Mqtt;

/// <summary>From a connection's options to a client, and from what goes wrong to words that help.</summary>
internal sealed class MqttConnector(MqttConnectionOptions options, TimeProvider clock)
{
    /// <summary>QoS 1 and 2 under way to us: what may come in while one commit of the log is waited for.</summary>
    private const ushort ReceiveMaximum = 8_192;

    private long _hostTimestamp;

    public BrokerAddress Address { get; } = BrokerAddress.TryParse(options.Address, out var address)
        ? address
        : throw new ArgumentException($"'{options.Address}' is no broker's address.", nameof(options));

    public MqttQos Qos => (MqttQos)options.Qos;

    /// <summary>The options of the client that the tags are read with.</summary>
    /// <exception cref="SourceException">A certificate cannot be used.</exception>
    public MqttClientOptions ForTags(Action<string> disconnected) => Bare() with
    {
        ClientId = options.ClientId ?? "",
        CleanStart = options.Session == TimeSpan.Zero,
        SessionExpirySeconds = (uint)Math.Min(options.Session.TotalSeconds, uint.MaxValue - 1),
        ReceiveMaximum = ReceiveMaximum,
        MaxUnconsumed = ReceiveMaximum,
        ManualAcknowledge = true,
        Will = options.HostId is null ? null : () => HostState(online: false),
        Disconnected = disconnected,
    };

    /// <summary>The options of a client that only looks: it takes nothing of what is kept for the tags.</summary>
    public MqttClientOptions ForBrowsing(Action<string> disconnected) => Bare() with { Disconnected = disconnected };

    /// <summary>What a host of Sparkplug says of itself; null where it is none. Both forms of one connection have one time (tck-id-host-topic-phid-birth-payload-timestamp).</summary>
    public MqttPublication? HostState(bool online)
    {
        if (options.HostId is not { } host)
            return null;
        if (!online)
            _hostTimestamp = (long)Math.Floor(Timestamp.Now(clock).ToUnixMilliseconds());
        var payload = string.Create(CultureInfo.InvariantCulture, $$"""{"online":{{(online ? "true" : "false")}},"timestamp":{{_hostTimestamp}}}""");
        return new(new SparkplugTopic(SparkplugMessageType.HostState, "", host, null).ToString(), Encoding.UTF8.GetBytes(payload), MqttQos.AtLeastOnce, Retain: true);
    }

    /// <summary>What a failure of the client means, and what to do about it.</summary>
    public SourceFault FaultOf(Exception failure) => failure switch
    {
        MqttException refused => OfCode(refused),
        TimeoutException => new(SourceFaultKind.TimedOut, $"{Address}: no answer within {options.Timeout.TotalSeconds:0.###} s", "check address and port, and that no firewall is between"),
        AuthenticationException => new(SourceFaultKind.AccessDenied, $"{Address}: TLS failed: {failure.Message}",
            "name the authority that signed the broker's certificate in 'authority', and your own in 'certificate' where the broker asks for one"),
        _ when (failure as SocketException ?? failure.InnerException as SocketException)?.SocketErrorCode == SocketError.ConnectionRefused =>
            new(SourceFaultKind.Unreachable, $"{Address}: connection refused", "check the port, and that the broker is running"),
        _ => new(SourceFaultKind.Unreachable, failure.Message.Contains(Address.Host, StringComparison.Ordinal) ? failure.Message : $"{Address}: {failure.Message}", "check address and network; it is tried again by itself"),
    };

    private SourceFault OfCode(MqttException refused) => refused.Code switch
    {
        MqttReasonCode.BadUserNameOrPassword => new(SourceFaultKind.AccessDenied, $"{Address}: user name or password are wrong", "check 'user' and 'password'"),
        MqttReasonCode.NotAuthorized or MqttReasonCode.Banned => new(SourceFaultKind.AccessDenied, $"{Address}: the broker does not allow it: {refused.Message}", "check 'user', 'client_id' and the broker's access rules"),
        MqttReasonCode.ClientIdentifierNotValid => new(SourceFaultKind.AccessDenied, $"{Address}: the broker refuses the client identifier '{options.ClientId}'", "choose another 'client_id'"),
        MqttReasonCode.UnsupportedProtocolVersion => new(SourceFaultKind.ProtocolViolation, $"{Address}: the broker does not speak MQTT {options.Version}", options.Version == "5" ? "write version: 3.1.1" : "write version: 5"),
        MqttReasonCode.ServerUnavailable or MqttReasonCode.ServerBusy => new(SourceFaultKind.Refused, $"{Address}: {refused.Message}", "it is tried again by itself"),
        _ => new(SourceFaultKind.Unreachable, $"{Address}: {refused.Message}", "look at the broker's log; it is tried again by itself"),
    };

    private MqttClientOptions Bare() => new()
    {
        Host = Address.Host,
        Port = Address.Port,
        WebSocketPath = Address.WebSocketPath,
        Tls = Address.IsTls ? Tls() : null,
        Version = options.Version == "5" ? MqttVersion.V5 : MqttVersion.V311,
        UserName = options.User,
        Password = options.Password is null ? null : Encoding.UTF8.GetBytes(options.Password),
        KeepAliveSeconds = (ushort)Math.Ceiling(options.KeepAlive.TotalSeconds),
        ConnectTimeout = options.Timeout,
        Time = clock,
    };

    private SslClientAuthenticationOptions Tls()
    {
        try
        {
            return BrokerTls.Options(Address.Host, options.Authority, options.Certificate, options.CheckHostName, clock);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SourceException(new(SourceFaultKind.LocalResource, $"{Address}: 'authority' or 'certificate' cannot be used: {e.Message}", "name PEM files that can be read"), e);
        }
    }
}
