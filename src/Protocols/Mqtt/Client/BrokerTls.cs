using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Millwright.Mqtt.Client;

/// <summary>TLS towards a broker from files: who may vouch for it, and what to show it.</summary>
public static class BrokerTls
{
    /// <param name="host">The name that the broker's certificate has to have.</param>
    /// <param name="authorityFile">A PEM file with the authorities; the system's where null.</param>
    /// <param name="certificateFile">A PEM file with our certificate and its key; none is shown where null.</param>
    /// <param name="checkHostName">False accepts another name.</param>
    /// <param name="clock">The time by which certificates of <paramref name="authorityFile"/> are judged.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file holds no certificate, or no key for it.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static SslClientAuthenticationOptions Options(string host, string? authorityFile, string? certificateFile, bool checkHostName, TimeProvider clock)
    {
        var tls = new SslClientAuthenticationOptions { TargetHost = host };
        if (certificateFile is not null)
            tls.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificateFile)];
        X509Certificate2Collection? authorities = null;
        if (authorityFile is not null)
        {
            authorities = [];
            authorities.ImportFromPemFile(authorityFile);
            if (authorities.Count == 0)
                throw new CryptographicException($"{authorityFile} holds no certificate");
        }
        tls.RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(certificate, errors, authorities, checkHostName, clock);
        return tls;
    }

    private static bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors, X509Certificate2Collection? authorities, bool checkHostName, TimeProvider clock)
    {
        if (certificate is not X509Certificate2 shown || (checkHostName && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)))
            return false;
        if (authorities is null)
            return !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = clock.GetUtcNow().UtcDateTime;
        return chain.Build(shown);
    }
}
