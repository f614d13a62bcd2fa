using System.Security.Cryptography.X509Certificates;
using Millwright.OpcUa.Pki;

namespace Millwright.OpcUa.Server;

/// <summary>The application URI inside a certificate.</summary>
internal static class CertificateUri
{
    public static bool Contains(X509Certificate2 certificate, string? uri) => uri is not null && CertificateNames.Of(certificate).ApplicationUri == uri;
}
