using System.Security.Cryptography.X509Certificates;

namespace Millwright.OpcUa.Pki;

/// <summary>When a certificate is renewed, and who hears of it.</summary>
public sealed record CertificateRenewalOptions
{
    /// <summary>How long before its end.</summary>
    public TimeSpan RenewBefore { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long the new one is valid.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(5 * 365);

    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Told of the new certificate, with its key: give it to servers and clients.</summary>
    public Action<X509Certificate2>? OnRenewed { get; init; }

    /// <summary>Told why it could not be renewed.</summary>
    public Action<Exception>? OnFailed { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
