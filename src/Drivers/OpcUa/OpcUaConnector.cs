using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millwright.Flow.Sources;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>From a connection's options to a client, and from what goes wrong to words that help.</summary>
internal sealed class OpcUaConnector(string name, OpcUaConnectionOptions options, Lock pkiGate, TimeProvider clock)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMilliseconds(500);

    private RememberingGuard? _guard;
    private string? _ownFingerprint;

    /// <summary>The address in messages.</summary>
    public string Address => OpcUaDriver.UrlOf(options.Address);

    /// <summary>Makes a client that has not begun to connect.</summary>
    /// <exception cref="SourceException">A certificate or its folder cannot be used.</exception>
    /// <summary>The connection's name.</summary>
    public string Name => name;

    public OpcUaConnectionOptions Options => options;

    public OpcUaClient CreateClient()
    {
        var user = User();
        var isSecured = options.Security != OpcUaSecurity.None;
        var store = isSecured || user.Type != UserTokenType.Anonymous ? OpenStore() : null;
        var own = isSecured ? Own(store!) : null;
        _guard = store is null ? null : new RememberingGuard(store);
        _ownFingerprint = own is null ? null : CertificateValidator.Fingerprint(own);
        var defaults = new OpcUaClientOptions { EndpointUrls = [Address] };
        return new OpcUaClient(defaults with
        {
            EndpointUrls = [Address, .. (options.Redundant ?? []).Select(OpcUaDriver.UrlOf)],
            Policy = Policy(),
            Mode = options.Mode switch
            {
                OpcUaMode.Sign => MessageSecurityMode.Sign,
                OpcUaMode.SignAndEncrypt => MessageSecurityMode.SignAndEncrypt,
                _ => null,
            },
            Identity = own is null ? null : new ChannelIdentity(own),
            Guard = _guard,
            CheckHostName = options.CheckHostName,
            User = user,
            AllowPlainPassword = options.PlainPassword,
            ApplicationUri = own is null ? defaults.ApplicationUri : CertificateNames.Of(own).ApplicationUri ?? defaults.ApplicationUri,
            SessionName = options.Session ?? $"Millwright {name}",
            SessionTimeout = options.SessionTimeout,
            RequestTimeout = options.Timeout,
            OpenTimeout = options.ConnectTimeout,
            KeepAliveInterval = options.KeepAlive,
            RetryAfter = FirstRetry,
            MaxRetryAfter = LongestRetry,
            Time = clock,
        });
    }

    /// <summary>What a failure of the client means, and what to do about it.</summary>
    public SourceFault FaultOf(Exception? failure) => failure switch
    {
        null => new(SourceFaultKind.Unreachable, $"{Address}: not connected", "it is tried again by itself"),
        UaException ua => FaultOf(ua),
        TimeoutException => new(SourceFaultKind.Unreachable, $"{Address}: no answer within {options.ConnectTimeout.TotalSeconds:0.###} s",
            "check power, cable and address, and that no firewall is between"),
        _ => FaultOf((failure as SocketException ?? failure.InnerException as SocketException)?.SocketErrorCode, failure),
    };

    private SourceFault FaultOf(SocketError? error, Exception failure) => error switch
    {
        SocketError.ConnectionRefused => new(SourceFaultKind.Unreachable, $"{Address}: connection refused", "check the port, and that the OPC UA server is running"),
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain =>
            new(SourceFaultKind.Unreachable, $"{Address}: the name is unknown", "check the spelling, or write the IP address"),
        SocketError.HostUnreachable or SocketError.NetworkUnreachable =>
            new(SourceFaultKind.Unreachable, $"{Address}: no route to it", "check cable, switch, VLAN and the address of this machine"),
        _ => new(SourceFaultKind.Unreachable, $"{Address}: {failure.Message}", "check address and network; it is tried again by itself"),
    };

    private SourceFault FaultOf(UaException failure)
    {
        // The server's words are wrapped in ours; a refusal of ours is not.
        var isTheirs = failure.InnerException is UaException;
        if (!isTheirs && _guard?.LastRefused is { } verdict && verdict.Status == failure.Status)
        {
            return new(SourceFaultKind.AccessDenied, $"{Address}: the server's certificate is not accepted here. {verdict.Message} [{verdict.Status}]",
                failure.Status == StatusCodes.BadCertificateUntrusted || failure.Status == StatusCodes.BadCertificateChainIncomplete
                    ? $"compare the fingerprint {verdict.Fingerprint} with the one at the server, then trust it here: millwright pki trust {verdict.Fingerprint[..16]}"
                    : "mend the server's certificate");
        }
        if (isTheirs && IsAboutCertificate(failure.Status))
            return new(SourceFaultKind.AccessDenied, $"{Address}: {failure.Message}", RemedyOfOwn(failure.Status));
        return StatusWords.OfConnect(failure.Status, failure.Message, Address, Path.GetFullPath(options.Pki));
    }

    /// <summary>What to do when the server does not take this node's certificate.</summary>
    private string RemedyOfOwn(StatusCode status)
    {
        var file = Path.Combine(Path.GetFullPath(options.Pki), "own", "application.der");
        return (StatusCodes)status.Condition.Value switch
        {
            StatusCodes.BadCertificateTimeInvalid =>
                $"compare the clocks of both sides; if this node's certificate {file} is out of date, remove it with its key: a new one is made, which the server has to trust",
            StatusCodes.BadCertificateUseNotAllowed or StatusCodes.BadCertificateUriInvalid or StatusCodes.BadCertificateHostNameInvalid or StatusCodes.BadCertificatePolicyCheckFailed =>
                $"the server does not take this node's certificate as it was made: put a proper one in the place of {file}, or remove it with its key so that a new one is made",
            _ => $"trust this client at the server: its certificate is {file}, fingerprint {_ownFingerprint}",
        };
    }

    private static bool IsAboutCertificate(StatusCode status) =>
        status == StatusCodes.BadSecurityChecksFailed || (status.Name?.StartsWith("BadCertificate", StringComparison.Ordinal) ?? false);

    private SecurityPolicy? Policy() => options.Security switch
    {
        OpcUaSecurity.Basic256Sha256 => SecurityPolicy.Basic256Sha256,
        OpcUaSecurity.Aes128Sha256RsaOaep => SecurityPolicy.Aes128Sha256RsaOaep,
        OpcUaSecurity.Aes256Sha256RsaPss => SecurityPolicy.Aes256Sha256RsaPss,
        OpcUaSecurity.None => SecurityPolicy.None,
        _ => null,
    };

    private UserIdentity User()
    {
        if (options.User is { } user)
            return UserIdentity.Password(user, options.Password ?? "");
        if (options.UserToken is { } token)
            return UserIdentity.IssuedToken(System.Text.Encoding.UTF8.GetBytes(token));
        if (options.UserCertificate is not { } file)
            return UserIdentity.Anonymous;
        try
        {
            return UserIdentity.X509(X509Certificate2.CreateFromPemFile(file));
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SourceException(new(SourceFaultKind.Configuration, $"{file}: no certificate with its key ({e.Message})", "name a PEM file that holds both"), e);
        }
    }

    private CertificateStore OpenStore()
    {
        try
        {
            return new CertificateStore(options.Pki, clock);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(new(SourceFaultKind.LocalResource, $"{options.Pki}: the folder of certificates cannot be used ({e.Message})",
                "give the user of this process the right to write it"), e);
        }
    }

    private X509Certificate2 Own(CertificateStore store)
    {
        try
        {
            // Connections start side by side, and there is one certificate.
            lock (pkiGate)
            {
                var host = Environment.MachineName.ToLowerInvariant();
                return store.LoadOrCreateOwn(new ApplicationCertificateRequest
                {
                    CommonName = $"Millwright {host}",
                    ApplicationUri = $"urn:{host}:millwright",
                    Organization = "Millwright",
                    DnsNames = [host, "localhost"],
                });
            }
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or UriFormatException)
        {
            throw new SourceException(new(SourceFaultKind.LocalResource, $"{store.Folder}: this node's certificate cannot be used ({e.Message})",
                "mend or remove the files in 'own'; a new certificate is made where there is none"), e);
        }
    }

    /// <summary>Remembers what it refused last: the client's exception has the sentence, not the fingerprint.</summary>
    private sealed class RememberingGuard(ICertificateGuard inner) : ICertificateGuard
    {
        public CertificateVerdict? LastRefused { get; private set; }

        public CertificateVerdict Judge(ReadOnlySpan<byte> chain, CertificateExpectations expected)
        {
            var verdict = inner.Judge(chain, expected);
            LastRefused = verdict.IsTrusted ? null : verdict;
            return verdict;
        }
    }
}
