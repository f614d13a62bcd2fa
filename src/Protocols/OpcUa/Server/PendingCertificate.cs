using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>A certificate that waits for ApplyChanges, and the key that was made for it. Of one session at a time.</summary>
internal sealed class PendingCertificate : IDisposable
{
    /// <summary>The session that began; another one begins anew.</summary>
    public NodeId Owner { get; set; }

    /// <summary>The key of the last signing request that asked for a new one.</summary>
    public RSA? NewKey { get; private set; }

    public X509Certificate2? Certificate { get; private set; }

    public IReadOnlyList<X509Certificate2> Issuers { get; private set; } = [];

    public void Begin(NodeId owner)
    {
        if (Owner == owner)
            return;
        Dispose();
        Owner = owner;
    }

    public RSA MakeKey(int bits)
    {
        NewKey?.Dispose();
        return NewKey = RSA.Create(bits);
    }

    public void Take(X509Certificate2 certificate, IReadOnlyList<X509Certificate2> issuers)
    {
        Certificate?.Dispose();
        (Certificate, Issuers) = (certificate, issuers);
    }

    /// <summary>Hands the certificate over; the rest is forgotten.</summary>
    public X509Certificate2? Hand()
    {
        var certificate = Certificate;
        Certificate = null;
        Dispose();
        return certificate;
    }

    public void Dispose()
    {
        NewKey?.Dispose();
        Certificate?.Dispose();
        (NewKey, Certificate, Issuers, Owner) = (null, null, [], NodeId.Null);
    }
}
