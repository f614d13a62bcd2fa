using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millwright.Fakes;
using Millwright.OpcUa.Pki;

namespace Millwright.Protocols.Tests.OpcUa.Pki;

/// <summary>Certificates of a server, a client, a user and an authority, made once.</summary>
internal static class TestCertificates
{
    public const string ServerUri = "urn:test:server";
    public const string ClientUri = "urn:test:client";

    public static readonly DateTimeOffset Now = new ManualClock().GetUtcNow();

    private static readonly Lazy<X509Certificate2> LazyServer = new(() => Create("Server", ServerUri));
    private static readonly Lazy<X509Certificate2> LazyClient = new(() => Create("Client", ClientUri));
    private static readonly Lazy<X509Certificate2> LazyUser = new(() => Create("User", "urn:test:user"));
    private static readonly Lazy<X509Certificate2> LazyAuthority = new(() => CreateAuthority("CN=Authority"));

    public static X509Certificate2 Server => LazyServer.Value;

    public static X509Certificate2 Client => LazyClient.Value;

    public static X509Certificate2 User => LazyUser.Value;

    public static X509Certificate2 Authority => LazyAuthority.Value;

    public static X509Certificate2 Create(string name, string uri, int bits = 2048, TimeProvider? time = null) => ApplicationCertificate.Create(
        new ApplicationCertificateRequest { CommonName = name, ApplicationUri = uri, DnsNames = ["localhost", "press3"], Addresses = [IPAddress.Loopback], KeyBits = bits, Organization = "Acme" },
        time ?? new ManualClock());

    public static X509Certificate2 CreateAuthority(string subject, X509Certificate2? issuer = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        if (issuer is null)
            return request.CreateSelfSigned(Now.AddDays(-10), Now.AddDays(1000));
        using var bare = request.Create(issuer, Now.AddDays(-9), Now.AddDays(900), RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(key);
    }

    /// <summary>An application certificate that an authority signed.</summary>
    public static X509Certificate2 Issue(X509Certificate2 issuer, Action<CertificateRequest>? shape = null, byte[]? serial = null, string name = "CN=Issued")
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(ClientUri));
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        if (shape is null)
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.DataEncipherment, true));
        shape?.Invoke(request);
        // By name and key, because the framework itself refuses an issuer that is no authority.
        using var issuing = issuer.GetRSAPrivateKey()!;
        var generator = X509SignatureGenerator.CreateForRSA(issuing, RSASignaturePadding.Pkcs1);
        using var bare = request.Create(issuer.SubjectName, generator, Now, Now.AddDays(100), serial ?? RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(key);
    }

    public static RevocationList Revoke(X509Certificate2 issuer, DateTimeOffset next, params X509Certificate2[] revoked)
    {
        var list = new CertificateRevocationListBuilder();
        foreach (var certificate in revoked)
            list.AddEntry(certificate, Now.AddDays(-1));
        return RevocationList.Parse(list.Build(issuer, 1, next, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, Now.AddDays(-2)));
    }
}
