using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Millwright.Interop.Tests.Mqtt;

/// <summary>An authority with a server's and a client's certificate, in memory and as PEM files, for one test.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly X509Certificate2 _authority;

    public TestCertificates()
    {
        Folder = Directory.CreateTempSubdirectory("mqtt").FullName;
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(From, To);
        AuthorityFile = Write("ca.pem", _authority.ExportCertificatePem());
        (Server, ServerFile, ServerKeyFile) = Issue("localhost", 1);
        (Client, ClientFile, ClientKeyFile) = Issue("press3", 2);
    }

    public string Folder { get; }

    public string AuthorityFile { get; }

    public X509Certificate2 Server { get; }

    public string ServerFile { get; }

    public string ServerKeyFile { get; }

    public X509Certificate2 Client { get; }

    public string ClientFile { get; }

    public string ClientKeyFile { get; }

    private static DateTimeOffset From => TimeProvider.System.GetUtcNow().AddDays(-1);

    private static DateTimeOffset To => TimeProvider.System.GetUtcNow().AddDays(30);

    public SslServerAuthenticationOptions ServerOptions(bool mutual) => new()
    {
        ServerCertificate = Server,
        ClientCertificateRequired = mutual,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => !mutual || IsOurs(certificate),
    };

    public SslClientAuthenticationOptions ClientOptions() => new()
    {
        TargetHost = "localhost",
        ClientCertificates = [Client],
        RemoteCertificateValidationCallback = (_, certificate, _, _) => IsOurs(certificate),
    };

    public void Dispose()
    {
        Server.Dispose();
        Client.Dispose();
        _authority.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private bool IsOurs(X509Certificate? certificate)
    {
        if (certificate is null)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var remote = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(remote);
    }

    private (X509Certificate2 Certificate, string File, string KeyFile) Issue(string name, byte serial)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_authority, From.AddHours(1), To.AddDays(-1), [serial]);
        using var withKey = issued.CopyWithPrivateKey(key);
        var file = Write(name + ".pem", issued.ExportCertificatePem());
        var keyFile = Write(name + ".key", key.ExportPkcs8PrivateKeyPem());
        return (X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null), file, keyFile);
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(Folder, name);
        File.WriteAllText(file, text);
        return file;
    }
}
