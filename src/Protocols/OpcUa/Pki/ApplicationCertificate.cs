using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Millwright.OpcUa.Pki;

/// <summary>Makes and renews self-signed application instance certificates (OPC 10000-6, 6.2.2).</summary>
public static class ApplicationCertificate
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    // Peers whose clock is behind ours must not find the certificate not valid yet.
    private static readonly TimeSpan Backdate = TimeSpan.FromHours(1);

    /// <summary>A certificate with a new key.</summary>
    /// <exception cref="ArgumentException">The key length is none of 2048, 3072, 4096, or a name is empty.</exception>
    public static X509Certificate2 Create(ApplicationCertificateRequest request, TimeProvider time)
    {
        if (request.KeyBits is not (2048 or 3072 or 4096))
            throw new ArgumentException($"KeyBits is {request.KeyBits}; OPC UA's RSA policies take 2048, 3072 or 4096.", nameof(request));
        ArgumentException.ThrowIfNullOrWhiteSpace(request.CommonName);
        ArgumentException.ThrowIfNullOrWhiteSpace(request.ApplicationUri);
        using var key = RSA.Create(request.KeyBits);
        return Sign(request, key, time);
    }

    /// <summary>The same names with a later end. Peers that trust certificates one by one must trust the new one too.</summary>
    /// <param name="current">The certificate with its key.</param>
    /// <param name="lifetime">How long the new one is valid from now on.</param>
    /// <param name="keepKey">Whether the key stays.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The certificate has no application URI or no key.</exception>
    public static X509Certificate2 Renew(X509Certificate2 current, TimeSpan lifetime, bool keepKey, TimeProvider time)
    {
        var names = CertificateNames.Of(current);
        using var key = current.GetRSAPrivateKey() ?? throw new ArgumentException("The certificate comes without its RSA key.", nameof(current));
        var request = new ApplicationCertificateRequest
        {
            CommonName = current.GetNameInfo(X509NameType.SimpleName, forIssuer: false),
            ApplicationUri = names.ApplicationUri ?? throw new ArgumentException("The certificate carries no application URI.", nameof(current)),
            Organization = OrganizationOf(current),
            DnsNames = names.DnsNames,
            Addresses = names.Addresses,
            KeyBits = key.KeySize,
            Lifetime = lifetime,
        };
        return keepKey ? Sign(request, key, time) : Create(request, time);
    }

    private static X509Certificate2 Sign(ApplicationCertificateRequest request, RSA key, TimeProvider time)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(request.CommonName);
        if (request.Organization is { Length: > 0 } organization)
            subject.AddOrganizationName(organization);
        var made = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        made.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        made.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation | X509KeyUsageFlags.KeyEncipherment
            | X509KeyUsageFlags.DataEncipherment | X509KeyUsageFlags.KeyCertSign,
            critical: true));
        made.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication), new Oid(ClientAuthentication)], critical: false));
        made.CertificateExtensions.Add(AlternativeNames(request));
        var subjectKey = new X509SubjectKeyIdentifierExtension(made.PublicKey, critical: false);
        made.CertificateExtensions.Add(subjectKey);
        made.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(subjectKey));
        var now = time.GetUtcNow();
        return made.CreateSelfSigned(now - Backdate, now + request.Lifetime);
    }

    private static X509Extension AlternativeNames(ApplicationCertificateRequest request)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(request.ApplicationUri));
        foreach (var name in request.DnsNames)
            names.AddDnsName(name);
        foreach (var address in request.Addresses)
            names.AddIpAddress(address);
        return names.Build();
    }

    private static string? OrganizationOf(X509Certificate2 certificate)
    {
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (!part.HasMultipleElements && part.GetSingleElementType().Value == "2.5.4.10")
                return part.GetSingleElementValue();
        }
        return null;
    }
}
