using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Security;
using Millwright.Wire.Transports;

namespace Millwright.OpcUa.Channel;

/// <summary>How a server takes channels.</summary>
public sealed record ChannelListenerOptions
{
    /// <summary>The server's certificate; null when only policy None is offered.</summary>
    public ChannelIdentity? Identity { get; init; }

    /// <summary>Judges clients' certificates; null refuses all of them.</summary>
    public ICertificateGuard? Guard { get; init; }

    /// <summary>What is accepted. The default is SignAndEncrypt with each policy.</summary>
    public IReadOnlyList<OfferedSecurity> Offered { get; init; } =
    [
        new(SecurityPolicy.Aes256Sha256RsaPss, MessageSecurityMode.SignAndEncrypt),
        new(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt),
        new(SecurityPolicy.Aes128Sha256RsaOaep, MessageSecurityMode.SignAndEncrypt),
    ];

    /// <summary>Whether a client may ask for endpoints on a channel without security (OPC 10000-4, 5.5.4 asks for it).</summary>
    public bool AllowDiscoveryWithoutSecurity { get; init; } = true;

    public ChannelLimits Limits { get; init; } = new();

    /// <summary>The most connections. One more takes the place of the oldest that has no session, or is refused.</summary>
    public int MaxConnections { get; init; } = 1000;

    /// <summary>How long a new connection may take until its channel is open.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The shortest life of a token that a client gets.</summary>
    public TimeSpan MinTokenLifetime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest life of a token that a client gets.</summary>
    public TimeSpan MaxTokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often the certificates of open channels are judged again, so that a revoked or expired one does not stay connected.</summary>
    public TimeSpan RecheckInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes that wait for a client before its requests are left unread.</summary>
    public long PauseAboveQueuedBytes { get; init; } = 1024 * 1024;

    /// <summary>The longest message of a channel that has no session yet, in bytes.</summary>
    public int MaxMessageBytesWithoutSession { get; init; } = 256 * 1024;

    /// <summary>Bytes that messages which are not complete may hold on all channels with a session together; who needs more is closed.</summary>
    public long MaxUnfinishedBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>The same for all channels without a session.</summary>
    public long MaxUnfinishedBytesWithoutSession { get; init; } = 8L * 1024 * 1024;

    /// <summary>The I/O loop; null makes one of the listener's own where the system has them.</summary>
    public IoLoop? Loop { get; init; }

    /// <summary>The clock of every timeout.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    /// <exception cref="ArgumentException">Security is offered without a certificate.</exception>
    public void Validate()
    {
        Limits.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConnections, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxMessageBytesWithoutSession, ChannelLimits.LargestBufferBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxUnfinishedBytes, ChannelLimits.LargestBufferBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxUnfinishedBytesWithoutSession, ChannelLimits.LargestBufferBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(OpenTimeout, TimeSpan.FromMilliseconds(100));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MinTokenLifetime, MaxTokenLifetime);
        if (Identity is null && Offered.Any(offered => !offered.Policy.IsNone))
            throw new ArgumentException("Security is offered, but there is no certificate to offer it with.");
    }

    internal bool Offers(SecurityPolicy policy, MessageSecurityMode mode) => Offered.Contains(new OfferedSecurity(policy, mode));
}
