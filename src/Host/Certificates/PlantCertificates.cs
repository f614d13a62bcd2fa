using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millwright.Control.Audit;
using Millwright.Model;
using Millwright.OpcUa.Pki;
using Millwright.Security;
using Millwright.Security.Audit;

namespace Millwright.Host.Certificates;

/// <summary>The OPC UA certificates of a plant, in <c>pki/opc-ua</c> of its data folder; nothing is made there before it is needed.</summary>
internal sealed class PlantCertificates(string dataFolder, TagPath plant, TimeProvider clock)
{
    /// <summary>How long before the end of a certificate's validity it is warned of.</summary>
    public static readonly TimeSpan WarnBefore = TimeSpan.FromDays(30);

    private const int AddressesInCertificate = 16;

    private readonly Lock _gate = new();
    private readonly string _folder = Path.Combine(dataFolder, "pki", "opc-ua");
    private CertificateStore? _store;

    /// <summary>Told after this node's certificate was renewed.</summary>
    public event Action? Renewed;

    /// <summary>The store itself, for those who connect and who are connected to.</summary>
    /// <exception cref="CertificateTroubleException">The folder cannot be made.</exception>
    public CertificateStore Store
    {
        get
        {
            lock (_gate)
                return _store ??= Guarded(() => new CertificateStore(_folder, clock));
        }
    }

    /// <summary>This node's certificate with its key; made at the first call.</summary>
    /// <exception cref="CertificateTroubleException">It cannot be read or made.</exception>
    public X509Certificate2 Own() => Guarded(() => Store.LoadOrCreateOwn(Request()));

    /// <summary>All that is kept; makes nothing.</summary>
    /// <exception cref="CertificateTroubleException">The folder cannot be read.</exception>
    public CertificateList List()
    {
        if (!Directory.Exists(_folder))
            return new(_folder, null, [], [], [], []);
        return Guarded(() =>
        {
            using var own = Store.LoadOwn();
            var trust = Store.Trust;
            return new CertificateList(
                _folder, own is null ? null : KeptCertificate.Of(CertificatePlace.Own, own),
                [.. trust.Trusted.Select(c => KeptCertificate.Of(CertificatePlace.Trusted, c))],
                [.. trust.Issuers.Select(c => KeptCertificate.Of(CertificatePlace.Issuer, c))],
                [.. Store.ListRejected().Select(Rejected)], trust.Problems);
        });
    }

    /// <summary>The bytes of a certificate that is kept, DER.</summary>
    /// <exception cref="CertificateTroubleException">It is not there.</exception>
    public X509Certificate2 Load(KeptCertificate kept) => kept.Place switch
    {
        CertificatePlace.Own => Own(),
        CertificatePlace.Rejected => Guarded(() => X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_folder, "rejected", kept.Fingerprint + ".der"))),
        _ => Store.Trust.Trusted.Concat(Store.Trust.Issuers).First(c => CertificateValidator.Fingerprint(c) == kept.Fingerprint),
    };

    /// <summary>Trusts a rejected certificate, with the audit trail's knowledge.</summary>
    /// <exception cref="CertificateTroubleException">It is not among the rejected ones.</exception>
    /// <exception cref="AuditUnavailableException">It cannot be recorded; nothing was changed.</exception>
    public KeptCertificate Trust(string fingerprint, Identity who, IAuditTrail audit)
    {
        var kept = List().Find(fingerprint);
        if (kept.Place is CertificatePlace.Trusted)
            throw new CertificateTroubleException(fingerprint, "this certificate is trusted already", "nothing is to be done here; look at the other side's list");
        if (kept.Place is not CertificatePlace.Rejected)
            throw new CertificateTroubleException(fingerprint, "this certificate is not among the rejected ones", "millwright pki list shows where it stands");
        Do(who, audit, "certificate-trust", kept, () => Store.TrustRejected(kept.Fingerprint));
        return kept with { Place = CertificatePlace.Trusted };
    }

    /// <summary>Trusts a certificate that was brought along.</summary>
    /// <exception cref="AuditUnavailableException">It cannot be recorded; nothing was changed.</exception>
    public KeptCertificate Trust(X509Certificate2 certificate, bool asIssuer, Identity who, IAuditTrail audit)
    {
        var kept = KeptCertificate.Of(asIssuer ? CertificatePlace.Issuer : CertificatePlace.Trusted, certificate);
        Do(who, audit, asIssuer ? "certificate-issuer" : "certificate-trust", kept, () =>
        {
            if (asIssuer)
                Store.AddIssuer(certificate);
            else
                Store.AddTrusted(certificate);
            Store.ForgetRejected(kept.Fingerprint);
            return true;
        });
        return kept;
    }

    /// <summary>Takes trust away from a trusted certificate, or forgets a rejected one.</summary>
    /// <exception cref="CertificateTroubleException">It is this node's own, or none.</exception>
    /// <exception cref="AuditUnavailableException">It cannot be recorded; nothing was changed.</exception>
    public KeptCertificate Reject(string fingerprint, Identity who, IAuditTrail audit)
    {
        var kept = List().Find(fingerprint);
        if (kept.Place == CertificatePlace.Own)
            throw new CertificateTroubleException(fingerprint, "this is the node's own certificate", "to have another one: millwright pki renew");
        if (kept.Place == CertificatePlace.Rejected)
            Do(who, audit, "certificate-forget", kept, () => Store.ForgetRejected(kept.Fingerprint));
        else
            Do(who, audit, "certificate-reject", kept, () => Store.Distrust(kept.Fingerprint, $"{who.Name} took the trust away."));
        return kept with { Place = CertificatePlace.Rejected };
    }

    /// <summary>Gives this node a new certificate with the same names, or its first one.</summary>
    /// <exception cref="CertificateTroubleException">It cannot be made.</exception>
    /// <exception cref="AuditUnavailableException">It cannot be recorded; nothing was changed.</exception>
    public KeptCertificate Renew(bool newKey, Identity who, IAuditTrail audit)
    {
        using var renewed = Guarded(() => Store.LoadOwn() is { } own
            ? ApplicationCertificate.Renew(own, Request().Lifetime, keepKey: !newKey, clock)
            : ApplicationCertificate.Create(Request(), clock));
        var kept = KeptCertificate.Of(CertificatePlace.Own, renewed);
        Do(who, audit, "certificate-renew", kept, () =>
        {
            Store.SaveOwn(renewed);
            return true;
        });
        Renewed?.Invoke();
        return kept;
    }

    private static void Do(Identity who, IAuditTrail audit, string action, KeptCertificate kept, Func<bool> change)
    {
        audit.Append(new(who.Name, who.Role, who.Via, action, kept.Subject, kept.Fingerprint, AuditEntry.Done));
        try
        {
            if (Guarded(change))
                return;
        }
        catch (CertificateTroubleException e)
        {
            audit.Append(new(who.Name, who.Role, who.Via, action, kept.Subject, kept.Fingerprint, AuditEntry.Failed, e.Message));
            throw;
        }
        audit.Append(new(who.Name, who.Role, who.Via, action, kept.Subject, kept.Fingerprint, AuditEntry.Failed, "it was gone meanwhile"));
        throw new CertificateTroubleException(kept.Fingerprint, "the certificate is gone meanwhile", "look at the list again", isUnknown: true);
    }

    private static T Guarded<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CertificateTroubleException("pki/opc-ua", e.Message, "see that this user can read and write the folder and that its files are whole", inner: e);
        }
    }

    private KeptCertificate Rejected(RejectedCertificate rejected)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_folder, "rejected", rejected.Fingerprint + ".der"));
        return KeptCertificate.Of(CertificatePlace.Rejected, certificate, rejected);
    }

    private ApplicationCertificateRequest Request()
    {
        var host = Dns.GetHostName();
        return new()
        {
            CommonName = $"Millwright {plant}",
            ApplicationUri = $"urn:{Uri.EscapeDataString(host.ToLowerInvariant())}:millwright:{string.Join(':', plant.ToString().Split('/').Select(Uri.EscapeDataString))}",
            DnsNames = [.. new[] { host, "localhost" }.Distinct(StringComparer.OrdinalIgnoreCase)],
            Addresses = [.. OwnAddresses().Take(AddressesInCertificate)],
        };
    }

    private static IEnumerable<IPAddress> OwnAddresses() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(n => n.OperationalStatus == OperationalStatus.Up)
            .SelectMany(n => n.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .Where(a => a.AddressFamily == AddressFamily.InterNetwork || (a.AddressFamily == AddressFamily.InterNetworkV6 && !a.IsIPv6LinkLocal))
            .Prepend(IPAddress.Loopback)
            .Distinct();
}
