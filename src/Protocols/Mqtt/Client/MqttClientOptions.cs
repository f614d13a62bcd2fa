using System.Net.Security;
using Millwright.Mqtt.Messages;
using Millwright.Wire.Transports;

namespace Millwright.Mqtt.Client;

/// <summary>Where a client connects to, as whom, and how patient it is.</summary>
public sealed record MqttClientOptions
{
    /// <summary>Name or address of the broker.</summary>
    public required string Host { get; init; }

    public int Port { get; init; } = 1883;

    /// <summary>TLS, with a client certificate where one is needed; null for none. Trust is the caller's.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>The path of a WebSocket, such as <c>/mqtt</c>; null for a plain stream.</summary>
    public string? WebSocketPath { get; init; }

    public MqttVersion Version { get; init; } = MqttVersion.V5;

    /// <summary>Empty: the broker chooses one, and the session cannot be resumed by a later process.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Whether the first connection begins a new session. Later ones always resume.</summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>Life of the session without us (MQTT 5). With 3.1.1 any value above 0 keeps it.</summary>
    public uint SessionExpirySeconds { get; init; }

    /// <summary>0 turns keep-alive off.</summary>
    public ushort KeepAliveSeconds { get; init; } = 30;

    public string? UserName { get; init; }

    public byte[]? Password { get; init; }

    /// <summary>Asked for the password of each connection, where passwords end; instead of <see cref="Password"/>. Must return soon.</summary>
    public Func<byte[]>? NewPassword { get; init; }

    /// <summary>Asked for the will of each connection; null for none.</summary>
    public Func<MqttPublication?>? Will { get; init; }

    /// <summary>Delay of the will (MQTT 5).</summary>
    public uint WillDelaySeconds { get; init; }

    /// <summary>QoS 1 and 2 messages the broker may have under way to us.</summary>
    public ushort ReceiveMaximum { get; init; } = 256;

    /// <summary>Messages that wait for the consumer before we stop reading.</summary>
    public int MaxUnconsumed { get; init; } = 1024;

    /// <summary>Largest packet that is accepted.</summary>
    public int MaxPacketBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Topic aliases the broker may use, and how many we use if it allows them.</summary>
    public ushort TopicAliasMaximum { get; init; } = 32;

    /// <summary>QoS 1 and 2 messages that wait for an acknowledgement or their turn; publishing waits beyond.</summary>
    public int MaxPending { get; init; } = 10_000;

    /// <summary>Whether a message is acknowledged only when the consumer says so; otherwise when it takes it.</summary>
    public bool ManualAcknowledge { get; init; }

    /// <summary>Whether the client asks for the prefix of response topics (MQTT 5).</summary>
    public bool RequestResponseInformation { get; init; }

    /// <summary>Whether to go where a server sends us.</summary>
    public bool FollowRedirects { get; init; } = true;

    /// <summary>How long connecting, CONNACK included, may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first pause before connecting again; doubles to <see cref="MaxReconnectDelay"/>, each with up to a quarter of jitter.</summary>
    public TimeSpan MinReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The loop for plain TCP; null uses the framework's sockets.</summary>
    public IoLoop? Loop { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Called after each CONNACK that accepted us, before anything is sent. Must return soon.</summary>
    public Action<MqttConnection>? Connected { get; init; }

    /// <summary>Called after each end of a connection and each failure to connect, with its cause in words. Must return soon.</summary>
    public Action<string>? Disconnected { get; init; }
}
