using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Security;
using Millwright.Wire.Transports;

namespace Millwright.OpcUa.Client;

/// <summary>How a client connects, and how it goes on when it cannot.</summary>
public sealed record OpcUaClientOptions
{
    /// <summary>The server, such as <c>opc.tcp://press3:4840</c>; further ones are stand-ins, tried in this order.</summary>
    public required IReadOnlyList<string> EndpointUrls { get; init; }

    /// <summary>Waits for the server to call instead of calling it; the endpoint URL only names it then. Null calls the server.</summary>
    public ReverseConnect? Reverse { get; init; }

    /// <summary>The policy to use; null takes the strongest that is offered. <see cref="SecurityPolicy.None"/> is used only when it is named here.</summary>
    public SecurityPolicy? Policy { get; init; }

    /// <summary>The mode to use; null takes the strongest that is offered.</summary>
    public MessageSecurityMode? Mode { get; init; }

    /// <summary>This application's certificate; needed for every policy but None.</summary>
    public ChannelIdentity? Identity { get; init; }

    /// <summary>Judges the server's certificate; null refuses all of them.</summary>
    public ICertificateGuard? Guard { get; init; }

    /// <summary>Whether the server's certificate must name the host that was connected to.</summary>
    public bool CheckHostName { get; init; } = true;

    /// <summary>As whom to sign in.</summary>
    public UserIdentity User { get; init; } = UserIdentity.Anonymous;

    /// <summary>Whether a password may be sent unencrypted over a channel that is not encrypted either. Only for the laboratory.</summary>
    public bool AllowPlainPassword { get; init; }

    /// <summary>The name of this client at the server.</summary>
    public string ApplicationName { get; init; } = "Millwright";

    /// <summary>This application's URI; must be the one in its certificate.</summary>
    public string ApplicationUri { get; init; } = "urn:millwright:client";

    /// <summary>The session's name at the server; null makes one of the application's name.</summary>
    public string? SessionName { get; init; }

    /// <summary>How long the server keeps a session whose channel broke.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an answer may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long connecting, greeting and opening the channel may take, each.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the server's state is read; two failures in a row end the connection.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause after the first failed attempt; doubled after each further one.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause between attempts. Values flow again within this time and the time of a connect.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The life of a channel's token that is asked for.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The most Publish requests in flight. The client goes down by itself where a server takes fewer.</summary>
    public int MaxPublishRequests { get; init; } = 8;

    /// <summary>Operations in one request where the server names no limit of its own.</summary>
    public int MaxOperationsPerRequest { get; init; } = 1000;

    /// <summary>How often the items asked for are compared with the items the server has; zero never does.</summary>
    public TimeSpan AuditInterval { get; init; } = TimeSpan.FromMinutes(1);

    public ChannelLimits Limits { get; init; } = new();

    public UaLimits DecodingLimits { get; init; } = UaLimits.Default;

    /// <summary>The I/O loop, to be shared by many clients; null makes one of the client's own where the system has them.</summary>
    public IoLoop? Loop { get; init; }

    /// <summary>The clock of every timeout.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <exception cref="ArgumentException">A value is missing or out of its range.</exception>
    public void Validate()
    {
        if (EndpointUrls.Count == 0)
            throw new ArgumentException("No endpoint URL.");
        foreach (var url in EndpointUrls)
            EndpointAddress.Parse(url);
        if (Policy is { IsNone: true } && Mode is not (null or MessageSecurityMode.None))
            throw new ArgumentException($"Policy None has no mode {Mode}.");
        if (Reverse is not null && EndpointUrls.Count > 1)
            throw new ArgumentException("A client that waits for its server to call waits for one server.");
        if (Policy is not { IsNone: true } && Identity is null)
            throw new ArgumentException("A secured connection needs a certificate of this application; or set Policy to None.");
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPublishRequests, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxOperationsPerRequest, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RetryAfter, TimeSpan.Zero);
        Limits.Validate();
    }
}
