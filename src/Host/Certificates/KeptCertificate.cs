using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millwright.OpcUa.Pki;

namespace Millwright.Host.Certificates;

/// <summary>Where a certificate is kept, which is what is thought of it.</summary>
internal enum CertificatePlace
{
    /// <summary>This node's own.</summary>
    Own,
    /// <summary>Of an application or authority that is trusted.</summary>
    Trusted,
    /// <summary>Of an authority that completes chains and is no reason for trust.</summary>
    Issuer,
    /// <summary>Of an application that tried to connect, or was tried, and is not trusted.</summary>
    Rejected,
}

/// <summary>A certificate as people see it.</summary>
/// <param name="Place">Where it is kept.</param>
/// <param name="Fingerprint">SHA-256 in hexadecimal digits, to compare with what the other side shows.</param>
/// <param name="Subject">Whom it names.</param>
/// <param name="ApplicationUri">What its application calls itself, null when it does not say.</param>
/// <param name="Hosts">The names and addresses it was made for.</param>
/// <param name="ValidFrom">The begin of its validity.</param>
/// <param name="Expires">The end of its validity.</param>
/// <param name="RejectedAt">When it was last refused, null for the others.</param>
/// <param name="Reason">Why it was refused, null for the others.</param>
internal sealed record KeptCertificate(
    CertificatePlace Place, string Fingerprint, string Subject, string? ApplicationUri, IReadOnlyList<string> Hosts,
    DateTimeOffset ValidFrom, DateTimeOffset Expires, DateTimeOffset? RejectedAt, string? Reason)
{
    public static KeptCertificate Of(CertificatePlace place, X509Certificate2 certificate, RejectedCertificate? rejected = null)
    {
        var names = NamesOf(certificate);
        return new(
            place, CertificateValidator.Fingerprint(certificate), certificate.Subject, names?.ApplicationUri,
            names is null ? [] : [.. names.DnsNames, .. names.Addresses.Select(a => a.ToString())],
            certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime(),
            rejected is null ? null : rejected.RejectedAt, rejected?.Reason.Trim());
    }

    /// <summary>The fingerprint in groups of four, as people compare it.</summary>
    public string GroupedFingerprint => string.Join(' ', Fingerprint.Chunk(4).Select(c => new string(c)));

    private static CertificateNames? NamesOf(X509Certificate2 certificate)
    {
        try
        {
            return CertificateNames.Of(certificate);
        }
        catch (CryptographicException)
        {
            // A stranger's certificate may say nonsense; it is shown without names.
            return null;
        }
    }
}
