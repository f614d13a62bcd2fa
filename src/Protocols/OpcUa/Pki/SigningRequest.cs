using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Millwright.OpcUa.Pki;

/// <summary>Asks an authority to sign this application's key (PKCS #10), with the names that an application certificate needs.</summary>
public static class SigningRequest
{
    /// <summary>Makes a request.</summary>
    /// <param name="current">The certificate whose names are asked for again.</param>
    /// <param name="key">The key to be signed: that of the certificate, or a new one.</param>
    /// <param name="subject">Another subject, such as <c>CN=Press 3,O=Acme</c>; null keeps that of the certificate.</param>
    /// <returns>The request, DER.</returns>
    /// <exception cref="CryptographicException">The subject is no distinguished name.</exception>
    public static byte[] Create(X509Certificate2 current, RSA key, string? subject)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(key);
        var name = string.IsNullOrWhiteSpace(subject) ? current.SubjectName : new X500DistinguishedName(subject.Replace('/', ','));
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        foreach (var extension in current.Extensions)
        {
            if (extension is X509SubjectAlternativeNameExtension or X509KeyUsageExtension or X509EnhancedKeyUsageExtension or X509BasicConstraintsExtension)
                request.CertificateExtensions.Add(extension);
        }
        return request.CreateSigningRequest();
    }
}
