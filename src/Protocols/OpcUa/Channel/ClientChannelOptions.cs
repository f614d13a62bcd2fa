using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.Wire.Transports;

namespace Millwright.OpcUa.Channel;

/// <summary>How a client opens a channel.</summary>
public sealed record ClientChannelOptions
{
    /// <summary>What the Hello names as the server's endpoint.</summary>
    public required string EndpointUrl { get; init; }

    /// <summary>The host to connect to; null takes it from the URL.</summary>
    public string? Host { get; init; }

    /// <summary>The port to connect to; 0 takes it from the URL.</summary>
    public int Port { get; init; }

    public SecurityPolicy Policy { get; init; } = SecurityPolicy.None;

    public MessageSecurityMode Mode { get; init; } = MessageSecurityMode.None;

    /// <summary>This application's certificate; needed for every policy but None.</summary>
    public ChannelIdentity? Identity { get; init; }

    /// <summary>The server's certificate, DER, as its endpoint names it and as it was judged; needed for every policy but None.</summary>
    public ReadOnlyMemory<byte> ServerCertificate { get; init; }

    public ChannelLimits Limits { get; init; } = new();

    /// <summary>How long connecting, greeting and opening may take, each.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The life of a token that is asked for; the server may give less. It is renewed at three quarters.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Whether what awaits an answer continues on the I/O thread, which is faster; the continuation must not block there. False continues on the
    /// thread pool.
    /// </summary>
    public bool ContinueOnIoThread { get; init; }

    /// <summary>The I/O loop; null uses the framework's own sockets.</summary>
    public IoLoop? Loop { get; init; }

    /// <summary>The clock of every timeout.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
