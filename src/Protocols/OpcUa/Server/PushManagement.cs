using System.Security.Cryptography.X509Certificates;
using Millwright.OpcUa.Pki;

namespace Millwright.OpcUa.Server;

/// <summary>
/// Lets an administrator manage certificates and trust over the network (push management, OPC 10000-12, 7.7), on encrypted channels alone.
/// </summary>
/// <param name="Store">What is managed.</param>
/// <param name="IsAdministrator">Who may.</param>
public sealed record PushManagement(CertificateStore Store, Func<ServiceCaller, bool> IsAdministrator)
{
    /// <summary>Told of this application's new certificate, with its key, and of the issuers that belong to it, after the server took it for channels to come.</summary>
    public Action<X509Certificate2>? OnUpdated { get; init; }
}
