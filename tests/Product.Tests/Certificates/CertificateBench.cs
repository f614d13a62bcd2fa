using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Control.Audit;
using Millwright.Fakes;
using Millwright.Host.Certificates;
using Millwright.Model;
using Millwright.OpcUa.Pki;
using Millwright.Product.Tests.Control;
using Millwright.Security;

namespace Millwright.Product.Tests.Certificates;

/// <summary>A plant's certificates in a folder of their own, with an audit trail in memory.</summary>
internal sealed class CertificateBench : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("millwright-pki-");

    public CertificateBench()
    {
        Certificates = new(_folder.FullName, TagPath.Parse("acme/berlin"), Clock);
        Trail = AuditTrail.Open(Files, "/audit", new(), Clock, NullLogger.Instance);
    }

    public static Identity Ada { get; } = new("ada", Role.Admin, "page");

    public ManualClock Clock { get; } = new();

    public MemoryFiles Files { get; } = new();

    public string Folder => _folder.FullName;

    public PlantCertificates Certificates { get; }

    public AuditTrail Trail { get; }

    /// <summary>What the trail knows, newest first: action, target, result.</summary>
    public IEnumerable<string> Audit => Trail.Read(100, null).Select(r => $"{r.Entry.Who} {r.Entry.Action} {r.Entry.Target} {r.Entry.Result}");

    /// <summary>A stranger's certificate that ends so long after now.</summary>
    public X509Certificate2 Stranger(string name = "Line Monitor", int days = 365) => Make(name, days, Clock);

    public static X509Certificate2 Make(string name, int days, TimeProvider clock) => ApplicationCertificate.Create(
        new() { CommonName = name, ApplicationUri = $"urn:stranger:{name.Replace(' ', '-')}", DnsNames = ["monitor1"], Lifetime = TimeSpan.FromDays(days) }, clock);

    /// <summary>A stranger knocks and is rejected.</summary>
    public static void Knock(PlantCertificates certificates, X509Certificate2 stranger) =>
        Assert.False(certificates.Store.Judge(stranger.RawData, new() { Role = PeerRole.Client, Peer = "10.0.0.7:50122" }).IsTrusted);

    public void Dispose()
    {
        Trail.Dispose();
        _folder.Delete(recursive: true);
    }
}
